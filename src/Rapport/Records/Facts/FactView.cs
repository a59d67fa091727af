using Rapport.Platform.Data;

namespace Rapport.Records.Facts;

/// <summary>Facts as the API shows them: the fields of the formats under the same names, beside the IDs and times that are ours.</summary>
public static class FactView
{
    private const int OwnColumns = 6;

    /// <summary>For <c>from {table} f [join customers c …]</c>.</summary>
    internal static Sql Columns(FactKind kind) =>
        Sql.Raw(
            string.Join(
                ", ",
                [
                    .. new[] { "f.id", "f.external_id", "f.version", "f.created_at", "f.updated_at", "f.created_by_id" },
                    .. kind.IsOfCustomer ? ["f.customer_id", "c.display_name", "f.happened_at"] : Array.Empty<string>(),
                    .. kind.Fields.Select(f => $"f.{f.Column}"),
                ]
            )
        );

    internal static Sql From(FactKind kind) => From(kind, Sql.Raw($"{kind.Table} f"));

    /// <param name="these">All of <c>{table} f</c>, or some.</param>
    internal static Sql From(FactKind kind, Sql these) =>
        kind.IsOfCustomer
            ? $"{these} {Sql.LookUp("customers", "c", $"c.organization_id = f.organization_id and c.id = f.customer_id")}"
            : these;

    internal static Dictionary<string, object?> Read(FactKind kind, Row row)
    {
        var view = new Dictionary<string, object?> { ["id"] = row.Id(0), ["external_id"] = row.Text(1) };
        var at = OwnColumns;
        if (kind.IsOfCustomer)
        {
            (view["customer_id"], view["customer_name"]) = (row.Id(at), row.Text(at + 1));
            at += 3;
        }
        var currency = kind.Currency is null ? -1 : at + kind.Fields.ToList().IndexOf(kind.Currency);
        for (var i = 0; i < kind.Fields.Count; i++)
            view[kind.Fields[i].Name] = Value(kind.Fields[i], row, at + i, currency < 0 ? null : row.TextOrNull(currency));
        (view["created_by"], view["created_at"], view["updated_at"], view["version"]) = (
            row.IdOrNull(5),
            row.Time(3),
            row.Time(4),
            row.Int(2)
        );
        return view;
    }

    /// <summary>What a list of this kind is sorted by.</summary>
    internal static DateTimeOffset Happened(Row row) => row.Time(OwnColumns + 2);

    internal static Sql LineColumns(FactKind kind) => Sql.Raw(string.Join(", ", kind.LineFields.Select(f => f.Column)));

    internal static Dictionary<string, object?> ReadLine(FactKind kind, Row row) =>
        kind.LineFields.Select((field, i) => (field.Name, Value: Value(field, row, i, null))).ToDictionary(f => f.Name, f => f.Value);

    /// <summary>As the property holds it.</summary>
    internal static object? Stored(FactField field, Row row, int column) =>
        Value(field, row, column, null) switch
        {
            string text when field.Kind == FieldKind.Word && Words.TryParse(field.Type, text, out var word) => word,
            long whole => (int)whole,
            Dictionary<string, object?> reference => reference["external_id"],
            var value => value,
        };

    private static object? Value(FactField field, Row row, int column, string? currency)
    {
        if (row.IsNull(column))
            return null;
        return field.Kind switch
        {
            FieldKind.Money => MinorUnits.Amount(row.Long(column), currency),
            FieldKind.Whole => row.Long(column),
            FieldKind.Number => decimal.Round(row.DecimalOrNull(column)!.Value, 4) / 1.0000m,
            FieldKind.Truth => row.Truth(column),
            FieldKind.Time => row.Time(column),
            FieldKind.Date => row.DateOrNull(column),
            FieldKind.People => Attendees.Stored(row.Text(column)),
            FieldKind.Reference => new Dictionary<string, object?> { ["external_id"] = row.Text(column) },
            _ when field.Type == typeof(Guid) => row.Id(column),
            _ => row.Text(column),
        };
    }
}
