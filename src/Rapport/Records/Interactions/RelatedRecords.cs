using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions;

/// <summary>
/// The records that an interaction, a note, an activity or a file may hang on besides its customer: contacts, and every kind of fact about
/// a customer.
/// </summary>
public sealed class RelatedRecords(RapportDb db)
{
    public const string Contact = "contact";

    /// <summary>The stored word; other names of the same thing are understood. Null when there is no such kind.</summary>
    public static string? Word(string type) =>
        type switch
        {
            Contact => Contact,
            "case" => "ticket",
            "work_order" => "service_visit",
            _ => FactKind.Named(type) is { IsOfCustomer: true } kind ? kind.Type : null,
        };

    public static string Known => string.Join(", ", FactKind.All.Where(k => k.IsOfCustomer).Select(k => k.Type).Prepend(Contact));

    /// <summary>Whose it is; null when it is not there.</summary>
    public async Task<Guid?> CustomerOf(string word, Guid id, CancellationToken ct)
    {
        var table = word == Contact ? "contacts" : FactKind.Named(word)!.Table;
        var found = await db.Rows(
            $"select customer_id from {Sql.Raw(table)} where organization_id = {db.TenantId} and id = {id}",
            row => row.Id(0),
            ct
        );
        return found.Count == 0 ? null : found[0];
    }
}
