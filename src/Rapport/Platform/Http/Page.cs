using System.Text.Json.Serialization;

namespace Rapport.Platform.Http;

/// <summary>The envelope of every list. <c>total</c> is exact up to 10,000 matches and for the unfiltered list.</summary>
public sealed record Page<T>(
    IReadOnlyList<T> Data,
    long Total,
    int? PageNumber,
    int Limit,
    [property: JsonPropertyName("hasMore")] bool HasMore,
    string? NextCursor
)
{
    [JsonPropertyName("page"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PageNumber { get; init; } = PageNumber;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool TotalIsEstimate { get; init; }

    /// <summary>Of a customer's notes, told to who manages users: how many there are that their authors alone may read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Hidden { get; init; }
}

/// <summary>Which part of a list is asked for.</summary>
public sealed record Paging(int Page, int Limit, string? Cursor, bool ExactCount)
{
    public const int MaxLimit = 200,
        MaxDepth = 10_000;
    public static readonly IReadOnlyList<string> Names = ["page", "limit", "cursor", "sort", "count"];

    public int Offset => (Page - 1) * Limit;

    /// <summary>The page of a list that is short enough to be read whole.</summary>
    public Page<T> Of<T>(IReadOnlyList<T> all)
    {
        var shown = all.Skip(Offset).Take(Limit).ToList();
        return new Page<T>(shown, all.Count, Page, Limit, Offset + shown.Count < all.Count, null);
    }

    /// <summary>For a list that is never long enough to need a cursor.</summary>
    public static Paging ReadPages(QueryReader query)
    {
        var paging = Read(query);
        if (paging.Cursor is not null)
            query.Fail("cursor", "This list is read by its pages alone.");
        return paging;
    }

    public static Paging Read(QueryReader query)
    {
        var limit = query.Int("limit", 1, MaxLimit) ?? 25;
        var page = query.Int("page", 1, int.MaxValue);
        var cursor = query.Text("cursor", 4000);
        var exact = query.Text("count", 10);
        if (exact is not (null or "exact"))
            query.Fail("count", "It must be 'exact' or left out.");
        if (cursor is not null && page is not null)
            query.Fail("page", "Give a page or a cursor, not both.");
        if (((long)(page ?? 1) - 1) * limit + limit > MaxDepth)
            query.Fail("page", $"Pages reach {MaxDepth:N0} rows deep. Follow next_cursor with ?cursor= to go further.");
        return new Paging(page ?? 1, limit, cursor, exact == "exact");
    }
}
