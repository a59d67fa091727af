using System.Globalization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Interactions;

/// <summary>
/// A list in the order of a time, in pages or by cursor. What it selects begins with ID, time and the leading truth: <see cref="First"/> is
/// the first column of its own.
/// </summary>
/// <param name="Name">Of list and filter: a cursor of another one is refused.</param>
internal sealed record TimedList<T>(string Name, Sql Columns, Sql From, Sql Where, Func<Row, T> Map)
{
    public const int First = 3;

    private readonly record struct Place(Guid Id, DateTimeOffset At, bool Leads);

    public required string Id { get; init; }
    public required string Time { get; init; }

    /// <summary>A column that puts rows before all others, such as the pin of a note.</summary>
    public string? Lead { get; init; }
    public bool Ascending { get; init; }

    /// <summary>True where few rows are found, which are sorted; else an index in this order is walked.</summary>
    public bool IsFew { get; init; }

    public async Task<Page<T>> Run(Reads reads, Paging paging, CancellationToken ct)
    {
        var cursor = Cursor.Decode(paging.Cursor, Key);
        var (totals, rows) = (new List<long>(), new List<(T Shown, Place Place)>());
        var cap = paging.ExactCount ? long.MaxValue : Paging.MaxDepth + 1L;
        await reads.Run(
            ct,
            Statement.Count($"select count(*) from (select 1 from {From} where {Where} limit {cap}) counted", totals.Add),
            Statement.InOrder(
                rows,
                $"""
                select {Sql.Raw(Id)}, {Sql.Raw(Time)}, {Sql.Raw(Lead ?? "false")}, {Columns} from {From} where {Where} and {Behind(cursor)}
                order by {(IsFew ? Sorted : Sql.Raw(Order))} limit {paging.Limit + 1} offset {(cursor is null ? paging.Offset : 0)}
                """,
                row => (Map(row), new Place(row.Id(0), row.Time(1), row.Truth(2)))
            )
        );

        var hasMore = rows.Count > paging.Limit;
        if (hasMore)
            rows.RemoveAt(paging.Limit);
        var next = hasMore
            ? new Cursor(Key, $"{(rows[^1].Place.Leads ? 1 : 0)} {StoredValue.TimeText(rows[^1].Place.At)}", rows[^1].Place.Id).Encode()
            : null;
        var isEstimate = !paging.ExactCount && totals[0] > Paging.MaxDepth;
        return new Page<T>(
            [.. rows.Select(r => r.Shown)],
            isEstimate ? Paging.MaxDepth : totals[0],
            cursor is null ? paging.Page : null,
            paging.Limit,
            hasMore,
            next
        )
        {
            TotalIsEstimate = isEstimate,
        };
    }

    private string Key => $"{Name}|{Order}";

    private string Order => string.Join(", ", Keys.Select(key => key + Direction));

    private Sql Sorted => Sql.Join(", ", Keys.Select(key => (Sql)$"{Sql.Unindexed(key)}{Sql.Raw(Direction)}"));

    private string Direction => Ascending ? "" : " desc";

    private IEnumerable<string> Keys => Lead is null ? [Time, Id] : [Lead, Time, Id];

    private Sql Behind(Cursor? cursor)
    {
        if (cursor is null)
            return Sql.Raw("true");
        if (
            cursor.Value?.Split(' ', 2) is not [var lead, var text]
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var at)
        )
            throw new Unreadable("cursor", "It cannot be read.");
        var than = Sql.Raw(Ascending ? ">" : "<");
        return Lead is null
            ? $"({Sql.Raw(Time)}, {Sql.Raw(Id)}) {than} ({at}, {cursor.Id})"
            : (Sql)$"({Sql.Raw(Lead)}, {Sql.Raw(Time)}, {Sql.Raw(Id)}) {than} ({lead == "1"}, {at}, {cursor.Id})";
    }
}
