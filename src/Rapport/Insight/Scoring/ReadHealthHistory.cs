using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Insight.Scoring;

/// <summary>What a customer's health was, from the log: each line tells from where to where it moved.</summary>
internal sealed class ReadHealthHistory(Guid organization, Guid customer)
{
    private const int Most = 24;
    private readonly List<(DateTimeOffset At, double From, double To)> moves = [];

    public Statement Statement =>
        Statement.Into(
            moves,
            $"""
            select occurred_at, payload from events where organization_id = {organization} and subject_id = {customer}
              and name = 'health.changed' order by occurred_at desc limit {Most}
            """,
            Move
        );

    public IReadOnlyList<HealthPoint> Answer()
    {
        // Where it stood before its first move is told by that move alone.
        return moves.Count == 0
            ? []
            : [new(moves[^1].At, moves[^1].From), .. moves.AsEnumerable().Reverse().Select(m => new HealthPoint(m.At, m.To))];
    }

    private static (DateTimeOffset, double, double) Move(Row row)
    {
        using var payload = JsonDocument.Parse(row.Bytes(1));
        var data = payload.RootElement.GetProperty("data");
        return (row.Time(0), data.GetProperty("from").GetDouble(), data.GetProperty("to").GetDouble());
    }
}
