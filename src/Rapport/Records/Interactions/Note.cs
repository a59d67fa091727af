using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions;

public enum NoteVisibility
{
    Private,
    Team,
    All,
}

/// <summary>What somebody wrote down about a customer, in Markdown.</summary>
[FactFormat("note", "notes", Area.Interactions, HasOwnRoutes = true)]
public sealed class Note : CustomerFact
{
    [Limit(200), PersonalData]
    public string? Title { get; set; }

    [RequiredField, Limit(50_000), PersonalData]
    public string Content { get; set; } = "";
    public NoteVisibility Visibility { get; set; } = NoteVisibility.Team;
    public bool IsPinned { get; set; }
    public DateTimeOffset? WrittenAt { get; set; }

    /// <summary>The branch of whoever wrote it, for "team"; without one everybody counts as the team.</summary>
    [Derived(Stays = true)]
    public Guid? BranchId { get; set; }

    /// <summary>The record it hangs on, such as "ticket"; its customer is the note's.</summary>
    [Derived(Stays = true), NotPersonalData]
    public string? RelatedType { get; set; }

    [Derived(Stays = true)]
    public Guid? RelatedId { get; set; }

    protected override DateTimeOffset Happened => WrittenAt ?? CreatedAt;

    public override void By(Guid? userId, Guid? branchId) => (CreatedById, BranchId) = (userId, branchId);

    public override IReadOnlyList<Guid>? OnlyFor =>
        Visibility switch
        {
            NoteVisibility.Private => [.. new[] { CreatedById }.OfType<Guid>()],
            NoteVisibility.Team when BranchId is { } branch => [.. new[] { branch, CreatedById }.OfType<Guid>()],
            _ => null,
        };

    public override TimelineText? OnTimeline() =>
        new("note", $"Note: {Title ?? FirstLine}", new { content = Cut(Words, 400), visibility = Visibility })
        {
            IsPinned = IsPinned,
            OnlyUserId = Visibility == NoteVisibility.Private ? CreatedById : null,
            OnlyBranchId = Visibility == NoteVisibility.Team ? BranchId : null,
        };

    /// <summary>Without the signs of Markdown, which a line in a list does not render.</summary>
    private string Words => Notes.MarkdownText.Plain(Content) is { Length: > 0 } words ? words : Content;

    private string FirstLine => Cut(Words.Split('\n', 2)[0], 80);

    private static string Cut(string text, int most) => text.Length > most ? text[..most] + "…" : text;
}
