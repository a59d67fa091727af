using Rapport.Platform.Data;

namespace Rapport.Records.Customers.FreeTexts;

/// <summary>
/// A kind of record with free text of its own, such as a note: shown to whoever reviews personal data, and masked where they say so.
/// </summary>
public interface IHoldFreeText
{
    /// <summary>As flags name it.</summary>
    string RecordType { get; }

    /// <summary>
    /// A select of the flagged text as far as the caller may read it; the flag is the table of this alias, with record_id and field.
    /// </summary>
    Sql TextOf(string flag);

    /// <summary>Masks personal data in the field, inside the running change.</summary>
    Task Redact(Guid id, string field, CancellationToken ct);
}
