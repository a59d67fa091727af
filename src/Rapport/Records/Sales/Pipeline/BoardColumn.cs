using Rapport.Platform.Data;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Pages;

namespace Rapport.Records.Sales.Pipeline;

/// <summary>What the deals of a column come to in one currency.</summary>
/// <param name="Weighted">By probability, of those that have one; null where none has.</param>
public sealed record BoardSum(string Currency, decimal Amount, decimal? Weighted);

/// <summary>A column of the board, with its first cards.</summary>
/// <param name="Key">What a deal is moved to: "open:Offer", "won".</param>
/// <param name="Cards">Opportunities as the API shows them, those that close first on top.</param>
public sealed record BoardColumn(
    string Key,
    string Title,
    OpportunityStatus Status,
    string? Stage,
    long Count,
    IReadOnlyList<BoardSum> Sums,
    IReadOnlyList<Dictionary<string, object?>> Cards
)
{
    public bool HasMore => Count > Cards.Count;
}

/// <param name="ClosedSince">Deals that were won or lost earlier are not shown.</param>
public sealed record OpportunityBoard(IReadOnlyList<BoardColumn> Columns, DateTimeOffset ClosedSince);

/// <summary>Where on the board a deal stands, or is to stand.</summary>
public sealed record BoardPlace(OpportunityStatus Status, string? Stage)
{
    public string Key => Stage is null ? Words.Of(Status) : $"{Words.Of(Status)}:{Stage}";

    public string Title =>
        Status == OpportunityStatus.Open
            ? Stage is null
                ? "No stage"
                : FactWords.Said(Stage)
            : FactWords.Said(Words.Of(Status));

    public bool IsClosed => Status is OpportunityStatus.Won or OpportunityStatus.Lost;

    /// <summary>Null when the text is no place.</summary>
    public static BoardPlace? Parse(string? key)
    {
        var parts = (key ?? "").Split(':', 2);
        if (!Words.TryParse<OpportunityStatus>(parts[0], out var status))
            return null;
        var stage = parts.Length == 2 ? parts[1].Trim() : null;
        return stage is null || (status == OpportunityStatus.Open && stage.Length is > 0 and <= SalesStages.MaxName)
            ? new BoardPlace(status, stage)
            : null;
    }

    public static BoardPlace Of(IReadOnlyDictionary<string, object?> deal)
    {
        var status = Words.Parse<OpportunityStatus>((string)deal["status"]!);
        return new BoardPlace(status, status == OpportunityStatus.Open ? deal["stage"] as string : null);
    }

    public bool IsSame(BoardPlace other) => Status == other.Status && string.Equals(Stage, other.Stage, StringComparison.OrdinalIgnoreCase);
}
