using Rapport.Insight.Customer360.Parts;
using Rapport.Platform.Data;
using Rapport.Records.Facts;
using Rapport.Records.Interactions;
using Rapport.Records.Sales;
using Rapport.Records.Support;

namespace Rapport.Insight.Customer360.Reading;

internal sealed class ReadSupport(Asked asked)
{
    private readonly List<TicketShown> tickets = [];
    private readonly ServiceLevels levels = new();
    private (int Total, int Complaints, double? Response, double? Resolution) totals;
    private readonly List<(double? Mean, int Answers, int Satisfied)> satisfaction = [];
    private readonly List<decimal> recommendations = [];

    public IEnumerable<Statement> Statements =>
        [
            levels.Reading(asked.Organization),
            Statement.Into(
                tickets,
                $"""
                select id, number, subject, status, priority, severity, category, is_complaint, opened_at, first_response_at, resolved_at, assigned_to from tickets where {asked.Mine} order by happened_at desc, id desc limit {Asked.Latest}
                """,
                Ticket
            ),
            new Statement(
                $"""
                select count(*), count(case when is_complaint then 1 end), avg({Hours("first_response_at")}), avg({Hours("resolved_at")})
                from (select is_complaint, opened_at, first_response_at, resolved_at from tickets where {asked.Mine} limit {Asked.Counted}) t
                """,
                row => totals = ((int)row.Long(0), (int)row.Long(1), row.DoubleOrNull(2), row.DoubleOrNull(3))
            ),
            Statement.Into(
                satisfaction,
                $"select avg(score), count(*), count(case when score >= 4 then 1 end) from survey_responses where {asked.Mine} and survey = 'csat'",
                row => ((double?)row.DecimalOrNull(0), (int)row.Long(1), (int)row.Long(2))
            ),
            Statement.Into(
                recommendations,
                $"select score from survey_responses where {asked.Mine} and survey = 'nps' order by happened_at desc, id desc limit 1",
                row => row.DecimalOrNull(0)!.Value
            ),
        ];

    /// <summary>Set by the one who knows which database is asked.</summary>
    public required Engine Engine { get; init; }

    private Sql Hours(string until) =>
        Sql.Raw(
            Engine == Engine.Postgres
                ? $"extract(epoch from {until} - opened_at)::float8 / 3600"
                : $"(julianday({until}) - julianday(opened_at)) * 24"
        );

    public SupportHistory? Answer(Summary summary)
    {
        var (mean, answers, satisfied) = satisfaction.FirstOrDefault();
        if (totals.Total == 0 && answers == 0 && recommendations.Count == 0)
            return null;
        return new SupportHistory(
            tickets,
            totals.Total,
            summary.OpenTickets,
            totals.Complaints,
            Rounded(totals.Response),
            Rounded(totals.Resolution),
            Rounded(mean),
            answers == 0 ? null : Math.Round(satisfied / (double)answers, 4),
            answers,
            recommendations.Count == 0 ? null : (int)recommendations[0]
        );
    }

    private static double? Rounded(double? number) => number is { } known ? Math.Round(known, 2) : null;

    private TicketShown Ticket(Row row)
    {
        var (status, priority, opened, answered, solved) = (
            Words.Parse<TicketStatus>(row.Text(3)),
            Words.Parse<TicketPriority>(row.Text(4)),
            row.Time(8),
            row.TimeOrNull(9),
            row.TimeOrNull(10)
        );
        var isOpen = status is TicketStatus.Open or TicketStatus.Pending or TicketStatus.OnHold;
        return new(
            row.Id(0),
            row.TextOrNull(1),
            row.Text(2),
            status,
            priority,
            row.TextOrNull(5),
            row.TextOrNull(6),
            row.Truth(7),
            opened,
            answered,
            solved,
            row.TextOrNull(11),
            isOpen,
            opened + levels.Answer(priority),
            opened + levels.Solution(priority),
            levels.IsBroken(priority, opened, answered, solved, isOpen, asked.Now)
        );
    }
}

internal sealed class ReadInteractions(Asked asked, Guid caller, Guid branch)
{
    private readonly List<InteractionShown> latest = [];
    private readonly List<NoteShown> notes = [];
    private (int Recent, int Total) counts;

    public IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                latest,
                $"""
                select i.id, i.interaction_type, i.direction, i.subject, i.occurred_at, i.duration_minutes, i.outcome, i.sentiment, u.name from interactions i
                left join users u on u.organization_id = i.organization_id and u.id = i.created_by_id where {asked.Of(
                    "i"
                )} order by i.happened_at desc, i.id desc limit 5
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
                select (select count(*) from interactions where {asked.Mine} and happened_at >= {asked.Now.AddDays(
                    -30
                )} and happened_at <= {asked.Now}),
                  (select count(*) from (select 1 from interactions where {asked.Mine} limit {Asked.Counted}) counted)
                """,
                row => counts = ((int)row.Long(0), (int)row.Long(1))
            ),
            Statement.Into(
                notes,
                $"""
                select n.id, n.title, n.content, n.visibility, n.is_pinned, n.happened_at, n.created_by_id, u.name, n.version from notes n
                left join users u on u.organization_id = n.organization_id and u.id = n.created_by_id
                where {asked.Of(
                    "n"
                )} and (n.visibility = 'all' or n.created_by_id = {caller} or (n.visibility = 'team' and (n.branch_id is null or n.branch_id = {branch})))
                order by n.is_pinned desc, n.happened_at desc, n.id desc limit {Asked.Latest}
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

    public InteractionSummary? Answer() =>
        latest.Count == 0 ? null : new InteractionSummary(latest[0].OccurredAt, counts.Recent, counts.Total, latest);

    public IReadOnlyList<NoteShown>? Notes() => notes.Count == 0 ? null : notes;
}

internal sealed class ReadOpportunities(Asked asked)
{
    private const int Judged = 500,
        Shown = 10;

    private readonly List<OpportunityShown> all = [];

    public IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                all,
                $"""
                select id, name, kind, status, stage, amount_minor, currency, probability, expected_close, closed_at, owner from opportunities where {asked.Mine} order by happened_at desc, id desc limit {Judged}
                """,
                row => new OpportunityShown(
                    row.Id(0),
                    row.Text(1),
                    Words.Parse<OpportunityKind>(row.Text(2)),
                    Words.Parse<OpportunityStatus>(row.Text(3)),
                    row.TextOrNull(4),
                    row.LongOrNull(5) is { } amount ? MinorUnits.Amount(amount, row.TextOrNull(6)) : null,
                    row.TextOrNull(6),
                    row.DecimalOrNull(7),
                    row.DateOrNull(8),
                    row.TimeOrNull(9),
                    row.TextOrNull(10)
                )
            ),
        ];

    public OpportunityPipeline? Answer()
    {
        if (all.Count == 0)
            return null;
        var open = all.Where(o => o.Status == OpportunityStatus.Open).ToList();
        var byCurrency = open.Where(o => o.Amount is not null)
            .GroupBy(o => o.Currency!)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .ToList();
        var main = byCurrency.FirstOrDefault();
        var (won, lost) = (all.Count(o => o.Status == OpportunityStatus.Won), all.Count(o => o.Status == OpportunityStatus.Lost));
        return new OpportunityPipeline(
            [.. all.OrderBy(o => o.Status == OpportunityStatus.Open ? 0 : 1).Take(Shown)],
            open.Count,
            main?.Sum(o => o.Amount!.Value) ?? 0,
            decimal.Round(main?.Sum(o => o.Amount!.Value * (o.Probability ?? 100) / 100) ?? 0, MinorUnits.Digits(main?.Key)),
            main?.Key,
            [.. byCurrency.Select(g => new Money(g.Sum(o => o.Amount!.Value), g.Key))],
            won,
            lost,
            won + lost == 0 ? null : Math.Round(won / (double)(won + lost), 4)
        );
    }
}
