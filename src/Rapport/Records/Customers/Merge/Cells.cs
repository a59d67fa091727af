using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Merge;

/// <summary>Columns of a row by name, each value as text that is equal exactly when the value is, on either database.</summary>
internal sealed class Cells : Dictionary<string, string?>
{
    public Cells()
        : base(StringComparer.Ordinal) { }

    public Cells(IEnumerable<KeyValuePair<string, string?>> cells)
        : base(cells, StringComparer.Ordinal) { }

    public Guid? Id(string column) => TryGetValue(column, out var text) && text is not null ? Guid.Parse(text) : null;

    public Cells Only(IEnumerable<string> columns) => new(columns.Where(ContainsKey).Select(c => KeyValuePair.Create(c, this[c])));

    /// <summary>This row with some columns written over.</summary>
    public Cells With(Cells changes)
    {
        var row = new Cells(this);
        foreach (var (column, value) in changes)
            row[column] = value;
        return row;
    }

    public bool Agrees(Cells other, IEnumerable<string> columns) =>
        columns.All(c => string.Equals(this.GetValueOrDefault(c), other.GetValueOrDefault(c), StringComparison.Ordinal));

    public string ToJson() => JsonSerializer.Serialize(this.OrderBy(c => c.Key, StringComparer.Ordinal).ToDictionary(), ApiJson.Options);

    public static Cells FromJson(string json) => new(JsonSerializer.Deserialize<Dictionary<string, string?>>(json, ApiJson.Options)!);
}

/// <summary>A column of a table, with the way between its stored value and the text of <see cref="Cells"/>.</summary>
internal sealed record Column(string Name, Type Type, bool IsOptional)
{
    public string? Read(Row row, int place)
    {
        if (row.IsNull(place))
            return null;
        if (Type == typeof(string) || Type.IsEnum)
            return row.Text(place);
        if (Type == typeof(Guid))
            return row.Id(place).ToString();
        if (Type == typeof(DateTimeOffset))
            return StoredValue.TimeText(row.Time(place));
        if (Type == typeof(DateOnly))
            return row.DateOrNull(place)!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (Type == typeof(bool))
            return row.Truth(place) ? "true" : "false";
        if (Type == typeof(int) || Type == typeof(long) || Type == typeof(short))
            return row.Long(place).ToString(CultureInfo.InvariantCulture);
        if (Type == typeof(double))
            return row.Double(place).ToString("R", CultureInfo.InvariantCulture);
        if (Type == typeof(decimal))
            return row.DecimalOrNull(place)!.Value.ToString(CultureInfo.InvariantCulture);
        if (Type == typeof(byte[]))
            return Convert.ToBase64String(row.Bytes(place));
        throw new NotSupportedException($"A merge cannot carry the column {Name} of type {Type.Name}.");
    }

    public object? Write(string? text)
    {
        if (text is null || Type == typeof(string) || Type.IsEnum)
            return text;
        if (Type == typeof(Guid))
            return Guid.Parse(text);
        if (Type == typeof(DateTimeOffset))
            return StoredValue.Time(text);
        if (Type == typeof(DateOnly))
            return DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (Type == typeof(bool))
            return text == "true";
        if (Type == typeof(int) || Type == typeof(short))
            return int.Parse(text, CultureInfo.InvariantCulture);
        if (Type == typeof(long))
            return long.Parse(text, CultureInfo.InvariantCulture);
        if (Type == typeof(double))
            return double.Parse(text, CultureInfo.InvariantCulture);
        if (Type == typeof(decimal))
            return decimal.Parse(text, CultureInfo.InvariantCulture);
        return Convert.FromBase64String(text);
    }
}
