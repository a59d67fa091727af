using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;

namespace Rapport.Records.Support.Panels;

internal sealed class SupportPart(PartReading reading) : CustomerPart<SupportHistory>
{
    private readonly List<TicketShown> tickets = [];
    private readonly ServiceLevels levels = new();
    private (int Total, int Complaints, double? Response, double? Resolution) totals;
    private readonly List<(double? Mean, int Answers, int Satisfied)> satisfaction = [];
    private readonly List<decimal> recommendations = [];

    public override IEnumerable<Statement> Statements =>
        [
            levels.Reading(reading.Organization),
            Statement.Into(
                tickets,
                $"""
                select id, number, subject, status, priority, severity, category, is_complaint, opened_at, first_response_at,
                  resolved_at, coalesce((select u.name from users u
                    where u.organization_id = tickets.organization_id and u.id = tickets.assignee_id), assigned_to)
                from tickets where {reading.Mine} order by happened_at desc, id desc limit {PartReading.Latest}
                """,
                Ticket
            ),
            new Statement(
                $"""
                select count(*), count(case when is_complaint then 1 end), avg({Hours("first_response_at")}), avg({Hours("resolved_at")})
                from (select is_complaint, opened_at, first_response_at, resolved_at from tickets where {reading.Mine}
                  limit {PartReading.Counted}) t
                """,
                row => totals = ((int)row.Long(0), (int)row.Long(1), row.DoubleOrNull(2), row.DoubleOrNull(3))
            ),
            Statement.Into(
                satisfaction,
                $"""
                select avg(score), count(*), count(case when score >= 4 then 1 end) from survey_responses
                where {reading.Mine} and survey = 'csat'
                """,
                row => ((double?)row.DecimalOrNull(0), (int)row.Long(1), (int)row.Long(2))
            ),
            Statement.Into(
                recommendations,
                $"select score from survey_responses where {reading.Mine} and survey = 'nps' order by happened_at desc, id desc limit 1",
                row => row.DecimalOrNull(0)!.Value
            ),
        ];

    private static Sql Hours(string until) => $"{Sql.SecondsBetween(Sql.Raw("opened_at"), Sql.Raw(until))} / 3600";

    public override SupportHistory? Answer()
    {
        var (mean, answers, satisfied) = satisfaction.FirstOrDefault();
        if (totals.Total == 0 && answers == 0 && recommendations.Count == 0)
            return null;
        return new SupportHistory(
            tickets,
            totals.Total,
            reading.Summary.OpenTickets,
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
            levels.IsBroken(priority, opened, answered, solved, isOpen, reading.Now)
        );
    }
}
