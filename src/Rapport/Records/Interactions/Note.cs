using Rapport.Records.Facts;

namespace Rapport.Records.Interactions;

public enum NoteVisibility { Private, Team, All }

/// <summary>What somebody wrote down about a customer, in Markdown.</summary>
[FactFormat("note", "notes", Area.Interactions)]
public sealed class Note : CustomerFact
{
    [Limit(200)] public string? Title { get; set; }
    [RequiredField, Limit(50_000)] public string Content { get; set; } = "";
    public NoteVisibility Visibility { get; set; } = NoteVisibility.Team;
    public bool IsPinned { get; set; }
    public DateTimeOffset? WrittenAt { get; set; }
    /// <summary>The branch of whoever wrote it, for "team"; without one everybody counts as the team.</summary>
    [Derived(Stays = true)] public Guid? BranchId { get; set; }

    /// <summary>The record it hangs on, such as "ticket"; its customer is the note's.</summary>
    [Derived(Stays = true)] public string? RelatedType { get; set; }
    [Derived(Stays = true)] public Guid? RelatedId { get; set; }

    protected override DateTimeOffset Happened => WrittenAt ?? CreatedAt;

    public override void By(Guid? userId, Guid? branchId) => (CreatedById, BranchId) = (userId, branchId);

    public override Told? OnTimeline() => new("note", $"Note: {Title ?? FirstLine}", new { content = Content.Length > 400 ? Content[..400] + "…" : Content, visibility = Visibility })
    {
        IsPinned = IsPinned,
        OnlyUserId = Visibility == NoteVisibility.Private ? CreatedById : null,
        OnlyBranchId = Visibility == NoteVisibility.Team ? BranchId : null,
    };

    private string FirstLine => Content.Split('\n', 2)[0] is { Length: > 80 } line ? line[..80] + "…" : Content.Split('\n', 2)[0];
}
