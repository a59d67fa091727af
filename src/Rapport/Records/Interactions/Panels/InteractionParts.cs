using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;

namespace Rapport.Records.Interactions.Panels;

/// <summary>The latest interactions and the notes that the caller may read.</summary>
internal sealed class InteractionReads(PartReading reading) : CustomerRead
{
    private readonly Guid caller = reading.Caller.UserId ?? Guid.Empty;
    private readonly Guid branch = reading.Caller.BranchId ?? Guid.Empty;
    private readonly List<InteractionShown> latest = [];
    private readonly List<NoteShown> notes = [];
    private (int Recent, int Total) counts;

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                latest,
                $"""
                select i.id, i.interaction_type, i.direction, i.subject, i.occurred_at, i.duration_minutes, i.outcome, i.sentiment,
                  u.name from interactions i
                left join users u on u.organization_id = i.organization_id and u.id = i.created_by_id
                where {reading.Of("i")} order by i.happened_at desc, i.id desc limit 5
                """,
                row => new InteractionShown(
                    row.Id(0),
                    Words.Parse<InteractionType>(row.Text(1)),
                    Words.Parse<Direction>(row.Text(2)),
                    row.TextOrNull(3),
                    row.Time(4),
                    row.IntOrNull(5),
                    row.TextOrNull(6) is { } outcome ? Words.Parse<Outcome>(outcome) : null,
                    row.TextOrNull(7) is { } sentiment ? Words.Parse<Sentiment>(sentiment) : null,
                    row.TextOrNull(8)
                )
            ),
            new Statement(
                $"""
                select (select count(*) from interactions where {reading.Mine}
                    and happened_at >= {reading.Now.AddDays(-30)} and happened_at <= {reading.Now}),
                  (select count(*) from (select 1 from interactions where {reading.Mine} limit {PartReading.Counted}) counted)
                """,
                row => counts = ((int)row.Long(0), (int)row.Long(1))
            ),
            Statement.Into(
                notes,
                $"""
                select n.id, n.title, n.content, n.visibility, n.is_pinned, n.happened_at, n.created_by_id, u.name, n.version from notes n
                left join users u on u.organization_id = n.organization_id and u.id = n.created_by_id
                where {reading.Of("n")} and (n.visibility = 'all' or n.created_by_id = {caller}
                  or (n.visibility = 'team' and (n.branch_id is null or n.branch_id = {branch})))
                order by n.is_pinned desc, n.happened_at desc, n.id desc limit {PartReading.Latest}
                """,
                row => new NoteShown(
                    row.Id(0),
                    row.TextOrNull(1),
                    row.Text(2),
                    Words.Parse<NoteVisibility>(row.Text(3)),
                    row.Truth(4),
                    row.Time(5),
                    row.IdOrNull(6),
                    row.TextOrNull(7),
                    row.IdOrNull(6) == caller,
                    row.Int(8)
                )
            ),
        ];

    public InteractionSummary? Interactions() =>
        latest.Count == 0 ? null : new InteractionSummary(latest[0].OccurredAt, counts.Recent, counts.Total, latest);

    public IReadOnlyList<NoteShown>? Notes() => notes.Count == 0 ? null : notes;
}

internal sealed class InteractionsPart(PartReading reading) : CustomerPart<InteractionSummary>
{
    private readonly InteractionReads read = reading.Use<InteractionReads>();

    public override InteractionSummary? Answer() => read.Interactions();
}

internal sealed class NotesPart(PartReading reading) : CustomerPart<IReadOnlyList<NoteShown>>
{
    private readonly InteractionReads read = reading.Use<InteractionReads>();

    public override IReadOnlyList<NoteShown>? Answer() => read.Notes();
}

/// <summary>Something is planned with the customer.</summary>
public sealed record PlannedActivities;

internal sealed class PlannedActivitiesPart(PartReading reading) : CustomerPart<PlannedActivities>
{
    private readonly List<PlannedActivities> found = [];

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                found,
                $"select 1 from activities where {reading.Mine} and status = 'pending' limit 1",
                _ => new PlannedActivities()
            ),
        ];

    public override PlannedActivities? Answer() => found.FirstOrDefault();
}

/// <summary>A file is attached to the customer or to something about them.</summary>
public sealed record AttachedFilesFound;

internal sealed class AttachedFilesPart(PartReading reading) : CustomerPart<AttachedFilesFound>
{
    private readonly List<AttachedFilesFound> found = [];

    public override IEnumerable<Statement> Statements =>
        [Statement.Into(found, $"select 1 from attachments where {reading.Mine} limit 1", _ => new AttachedFilesFound())];

    public override AttachedFilesFound? Answer() => found.FirstOrDefault();
}
