using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>
/// What an organization calls a duplicate worth a look: whoever compares two customers asks here. An organization without a row goes by the
/// defaults.
/// </summary>
public sealed class DuplicateSettings : VersionedEntity
{
    /// <summary>What may be set as the line.</summary>
    public const double Least = 0.5,
        Most = 0.99;

    /// <summary>Pairs above this probability go into the queue.</summary>
    public double ReviewAbove { get; set; } = CustomerLinkage.Threshold;

    /// <summary>Whether merging many at once needs a second person.</summary>
    public bool ApproveMassMerges { get; set; } = true;

    /// <summary>Fields that are not compared, with spaces between them.</summary>
    [NotPersonalData]
    public string IgnoredFields { get; set; } = "";
    public DateTimeOffset? UpdatedAt { get; set; }

    internal static string Words(IEnumerable<LinkageFieldName> fields) =>
        string.Join(' ', fields.Distinct().Order().Select(field => Platform.Data.Words.Of(field)));

    public IReadOnlyList<LinkageFieldName> Ignored =>
        [.. IgnoredFields.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Platform.Data.Words.Parse<LinkageFieldName>)];

    /// <summary>Those that hold now, to be read alone.</summary>
    public static async Task<DuplicateSettings> Of(RapportDb db, CancellationToken ct) =>
        await db.Set<DuplicateSettings>().AsNoTracking().SingleOrDefaultAsync(ct) ?? new DuplicateSettings();

    public Match Compare(LinkageRecord a, LinkageRecord b) => CustomerLinkage.Default.Compare(Compared(a), Compared(b));

    /// <summary>The same without the evidence, which is most of the work.</summary>
    public double Probability(LinkageRecord a, LinkageRecord b) => CustomerLinkage.Default.Probability(Compared(a), Compared(b));

    public bool IsLikely(double probability) => probability > ReviewAbove;

    /// <summary>The record without what this organization does not compare.</summary>
    private LinkageRecord Compared(LinkageRecord record)
    {
        if (IgnoredFields.Length == 0)
            return record;
        var ignored = Ignored;
        return new LinkageRecord
        {
            Name = record.Name,
            Type = record.Type,
            ExternalIds = record.ExternalIds,
            BirthDate = ignored.Contains(LinkageFieldName.BirthDate) ? null : record.BirthDate,
            Phones = ignored.Contains(LinkageFieldName.Phone) ? [] : record.Phones,
            Emails = ignored.Contains(LinkageFieldName.Email) ? [] : record.Emails,
            Addresses = ignored.Contains(LinkageFieldName.Address) ? [] : record.Addresses,
            TaxId = ignored.Contains(LinkageFieldName.TaxId) ? null : record.TaxId,
        };
    }
}

/// <summary>Fields that may be left out of the comparison; the name always counts.</summary>
public enum LinkageFieldName
{
    BirthDate,
    Phone,
    Email,
    Address,
    TaxId,
}
