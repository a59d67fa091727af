using Rapport.Records.Customers.Described;

namespace Rapport.Records.Customers.Merge;

/// <summary>A field that is chosen as a whole: the columns that belong together, the one that people read first.</summary>
internal sealed record MergeField(string Name, string Table, IReadOnlyList<string> Columns, Type Type, bool IsOptional)
{
    // Written with another column, or not a fact about the customer that a merge may choose.
    private static readonly Dictionary<string, string> Companions = new()
    {
        ["name_key"] = "display_name",
        ["email_key"] = "email",
        ["phone_e164"] = "phone",
        ["tax_id_index"] = "tax_id_sealed",
        ["tax_id_country"] = "tax_id_sealed",
    };

    private static readonly string[] Fixed =
    [
        "id",
        "version",
        "created_by_id",
        "created_at",
        "updated_at",
        "archived_at",
        "merged_into_id",
    ];

    internal CustomerField? Described { get; } = CustomerDescription.OfColumn(Columns[0]);

    public bool IsBlank(Cells row) => string.IsNullOrEmpty(row.GetValueOrDefault(Columns[0]));

    public Cells ValueIn(Cells row) => new(Columns.Select(c => KeyValuePair.Create(c, row.GetValueOrDefault(c))));

    /// <summary>Every field of the table; a column that a later version adds is a field of its own.</summary>
    public static IReadOnlyList<MergeField> Of(ChildTable table) =>
        table
            .Columns.Where(c => !Fixed.Contains(c.Name) && !Companions.ContainsKey(c.Name))
            .Select(c => new MergeField(
                CustomerDescription.OfColumn(c.Name)?.Name ?? c.Name,
                table.Name,
                [c.Name, .. Companions.Where(o => o.Value == c.Name && table.Has(o.Key)).Select(o => o.Key)],
                c.Type,
                c.IsOptional
            ))
            .ToList();

    /// <summary>The columns that are only ever written together with this one.</summary>
    public static string GroupOf(string column) => Companions.GetValueOrDefault(column, column);
}
