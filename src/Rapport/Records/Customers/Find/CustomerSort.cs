using System.Globalization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Find;

/// <summary>An offered order of the list. Each has its index, in which the ID breaks ties, so that a page by cursor costs what the first one costs.</summary>
public sealed record CustomerSort(string Field, bool Descending)
{
    /// <summary>For a search: who begins with what was typed comes first, then by name.</summary>
    public const string Relevance = "relevance";

    private static readonly Dictionary<string, string> Columns = new()
    {
        ["display_name"] = "c.name_key", ["name"] = "c.name_key", ["created_at"] = "c.created_at", ["updated_at"] = "c.updated_at",
    };

    public static readonly CustomerSort ByName = new("display_name", false);

    public static CustomerSort? Read(QueryReader query)
    {
        if (query.Text("sort", 200) is not { } text) return null;
        var fields = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var first = fields.Length == 0 ? "" : fields[0].TrimStart('-');
        // Behind a unique order nothing is left to sort; "-created_at,display_name" is taken for what its first field says.
        var unknown = fields.Select(f => f.TrimStart('-')).FirstOrDefault(f => !Columns.ContainsKey(f) && f is not (Relevance or "id"));
        if (unknown is not null || first is "" or "id")
        {
            query.Fail("sort", $"'{unknown ?? first}' is not offered. Known are {string.Join(", ", Columns.Keys)}, each also with a minus in front.");
            return null;
        }
        return new CustomerSort(first == "name" ? "display_name" : first, fields[0].StartsWith('-'));
    }

    public override string ToString() => (Descending ? "-" : "") + Field;

    internal Sql Column(string? typed) => Field == Relevance ? Ranked(typed ?? "") : Sql.Raw(Columns[Field]);

    private static Sql Ranked(string typed) => $"(case when substr(c.name_key, 1, {typed.Length}) = {typed} then '0' else '1' end || c.name_key)";

    internal Sql Order(string? typed)
    {
        var direction = Sql.Raw(Descending ? "desc" : "asc");
        return $"{Column(typed)} {direction}, c.id {direction}";
    }

    internal Sql After(Cursor cursor, string? typed)
    {
        var than = Sql.Raw(Descending ? "<" : ">");
        return Field is "created_at" or "updated_at"
            ? (Sql)$"({Column(typed)}, c.id) {than} ({Time(cursor)}, {cursor.Id})"
            : (Sql)$"({Column(typed)}, c.id) {than} ({cursor.Value ?? ""}, {cursor.Id})";
    }

    private static DateTimeOffset Time(Cursor cursor) =>
        DateTimeOffset.TryParseExact(cursor.Value, StoredValue.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : throw new Unreadable("cursor", "It cannot be read. Start again at the first page.");

    internal string ValueOf(CustomerRow row, string? typed) => Field switch
    {
        "created_at" => StoredValue.TimeText(row.CreatedAt),
        "updated_at" => StoredValue.TimeText(row.UpdatedAt),
        Relevance => (row.NameKey.StartsWith(typed ?? "", StringComparison.Ordinal) ? "0" : "1") + row.NameKey,
        _ => row.NameKey,
    };
}
