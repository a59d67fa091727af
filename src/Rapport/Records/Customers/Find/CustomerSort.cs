using System.Globalization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Customers.Find;

/// <summary>
/// An offered order of the list. Each has its index, in which the ID breaks ties, so that a page by cursor costs what the first one costs.
/// </summary>
public sealed record CustomerSort(string Field, bool Descending)
{
    /// <summary>For a search: who begins with what was typed comes first, then by name.</summary>
    public const string Relevance = "relevance";

    private static readonly Dictionary<string, string> Columns = new()
    {
        ["display_name"] = "c.name_key",
        ["name"] = "c.name_key",
        ["created_at"] = "c.created_at",
        ["updated_at"] = "c.updated_at",
        ["clv"] = "s.spent_thousandths",
        ["orders"] = "s.order_count",
        ["last_purchase"] = "s.last_purchase_at",
        ["registered"] = "c.registered_on",
    };

    public static readonly CustomerSort ByName = new("display_name", false);
    public static readonly CustomerSort ByRelevance = new(Relevance, false);

    /// <summary>True of an order that stands in an index of the summaries.</summary>
    internal bool IsOfPurchases => Field is "clv" or "orders" or "last_purchase";

    /// <summary>True where customers may have nothing to be sorted by; they stand last, whichever way the rest runs.</summary>
    internal bool MayLack => Field is "last_purchase" or "registered";

    public static CustomerSort? Read(QueryReader query)
    {
        if (query.Text("sort", 200) is not { } text)
            return null;
        var fields = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var first = fields.Length == 0 ? "" : fields[0].TrimStart('-');
        // Behind a unique order nothing is left to sort; "-created_at,display_name" is taken for what its first field says.
        var unknown = fields.Select(f => f.TrimStart('-')).FirstOrDefault(f => !Columns.ContainsKey(f) && f is not (Relevance or "id"));
        if (unknown is not null || first is "" or "id")
        {
            query.Fail(
                "sort",
                $"'{unknown ?? first}' is not offered. Known are {string.Join(", ", Columns.Keys)}, each also with a minus in front."
            );
            return null;
        }
        return new CustomerSort(first == "name" ? "display_name" : first, fields[0].StartsWith('-'));
    }

    public override string ToString() => (Descending ? "-" : "") + Field;

    internal Sql Column(string? typed) => Field == Relevance ? Ranked(typed ?? "") : Sql.Raw(Columns[Field]);

    /// <summary>Of the table whose index is walked.</summary>
    internal Sql Id => Sql.Raw(IdColumn);

    private string IdColumn => IsOfPurchases ? "s.customer_id" : "c.id";

    /// <summary>True of a condition on what the list is sorted by: it is where the walk begins or ends.</summary>
    internal bool IsOn(Comparison comparison) => Field != Relevance && Columns[Field] == comparison.Column;

    private static Sql Ranked(string typed) =>
        $"(case when substr(c.name_key, 1, {typed.Length}) = {typed} then '0' else '1' end || c.name_key)";

    internal Sql Direction => Sql.Raw(Descending ? "desc" : "asc");

    internal Sql Order(string? typed) => $"{Column(typed)} {Direction}, {Id} {Direction}";

    /// <summary>The same for customers that were found first; no index is walked for it.</summary>
    internal Sql OrderOfFew(string? typed) =>
        Field == Relevance ? Order(typed) : Sql.Of($"{Sql.Unindexed(Columns[Field])} {Direction}, {Sql.Unindexed(IdColumn)} {Direction}");

    private Sql Than => Sql.Raw(Descending ? "<" : ">");

    internal Sql After(Cursor cursor, string? typed) => $"({Column(typed)}, {Id}) {Than} ({Bound(cursor)}, {cursor.Id})";

    internal Sql IdAfter(Guid id) => $"{Id} {Than} {id}";

    private Sql Bound(Cursor cursor) =>
        Field switch
        {
            "created_at" or "updated_at" or "last_purchase" => $"{Time(cursor)}",
            "clv" or "orders" => $"{Number(cursor)}",
            "registered" => $"{Date(cursor)}",
            _ => $"{cursor.Value ?? ""}",
        };

    private static DateTimeOffset Time(Cursor cursor) =>
        DateTimeOffset.TryParseExact(
            cursor.Value,
            StoredValue.TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : throw Unread();

    private static long Number(Cursor cursor) =>
        long.TryParse(cursor.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Unread();

    private static DateOnly Date(Cursor cursor) =>
        DateOnly.TryParseExact(cursor.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw Unread();

    private static Unreadable Unread() => new("cursor", "It cannot be read. Start again at the first page.");

    internal string? ValueOf(CustomerRow row, string? typed) =>
        Field switch
        {
            "created_at" => StoredValue.TimeText(row.CreatedAt),
            "updated_at" => StoredValue.TimeText(row.UpdatedAt),
            "last_purchase" => row.LastPurchaseAt is { } at ? StoredValue.TimeText(at) : null,
            "clv" => MinorUnits.Thousandths(row.SpentMinor, row.Currency).ToString(CultureInfo.InvariantCulture),
            "orders" => row.OrderCount?.ToString(CultureInfo.InvariantCulture),
            "registered" => row.RegistrationDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Relevance => (row.NameKey.StartsWith(typed ?? "", StringComparison.Ordinal) ? "0" : "1") + row.NameKey,
            _ => row.NameKey,
        };
}
