using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Support.Desk;

/// <param name="From">The value before, as text; users by their name.</param>
public sealed record TicketChange(string Field, string? From, string? To);

/// <param name="Event">ticket.updated, ticket.merged or ticket.unmerged.</param>
/// <param name="Changes">Fields with text about people are named without their values.</param>
public sealed record TicketHistoryLine(
    Guid Id,
    string Event,
    DateTimeOffset OccurredAt,
    Guid? ActorId,
    string ActorName,
    IReadOnlyList<TicketChange> Changes
);

/// <summary>What was changed of a ticket here, by whom and when, newest first.</summary>
public sealed class ReadTicketHistory(Reads reads, FindFacts find)
{
    private const int Most = 200;

    private static readonly string[] Names =
    [
        DomainEvent.NameOf(typeof(TicketUpdated)),
        DomainEvent.NameOf(typeof(TicketMerged)),
        DomainEvent.NameOf(typeof(TicketUnmerged)),
    ];

    private sealed record Line(Guid Id, string Name, DateTimeOffset At, Guid? ActorId, string ActorName, JsonElement Data);

    public async Task<IReadOnlyList<TicketHistoryLine>> Run(Guid ticket, CancellationToken ct)
    {
        await find.One(FactKind.Of<Ticket>(), ticket, ct);
        var lines = await reads.Rows(
            $"""
            select e.id, e.name, e.occurred_at, e.actor_id, coalesce(u.name, 'System'), e.payload
            from events e left join users u on u.organization_id = e.organization_id and u.id = e.actor_id
            where e.organization_id = {reads.Tenant} and e.subject_id = {ticket} and {Sql.In("e.name", Names)}
            order by e.occurred_at desc, e.id desc limit {Most}
            """,
            row => new Line(
                row.Id(0),
                row.Text(1),
                row.Time(2),
                row.IdOrNull(3),
                row.Text(4),
                JsonSerializer.Deserialize<JsonElement>(row.Bytes(5)).GetProperty("data")
            ),
            ct
        );
        var users = await UserNames(lines, ct);
        return [.. lines.Select(l => new TicketHistoryLine(l.Id, l.Name, l.At, l.ActorId, l.ActorName, [.. Changes(l.Data, users)]))];
    }

    private async Task<Dictionary<Guid, string>> UserNames(List<Line> lines, CancellationToken ct)
    {
        var ids = lines
            .Where(l => l.Data.TryGetProperty("changes", out var changes) && changes.TryGetProperty("assignee_id", out _))
            .Select(l => l.Data.GetProperty("changes").GetProperty("assignee_id"))
            .SelectMany(change => new[] { "from", "to" }.Select(side => Text(change, side)))
            .Where(text => text is not null)
            .Select(text => Guid.Parse(text!))
            .Distinct()
            .ToList();
        return ids.Count == 0
            ? []
            : (
                await reads.Rows(
                    $"select id, name from users where organization_id = {reads.Tenant} and {Sql.In("id", ids)}",
                    row => (Id: row.Id(0), Name: row.Text(1)),
                    ct
                )
            ).ToDictionary(u => u.Id, u => u.Name);
    }

    private static IEnumerable<TicketChange> Changes(JsonElement data, Dictionary<Guid, string> users)
    {
        string? Shown(string field, string? text) =>
            field == "assignee_id" && Guid.TryParse(text, out var id) ? users.GetValueOrDefault(id, text) : text;
        if (data.TryGetProperty("changes", out var changes))
            foreach (var change in changes.EnumerateObject())
                yield return new(change.Name, Shown(change.Name, Text(change.Value, "from")), Shown(change.Name, Text(change.Value, "to")));
        if (data.TryGetProperty("texts", out var texts))
            foreach (var name in texts.EnumerateArray())
                yield return new(name.GetString()!, null, null);
    }

    private static string? Text(JsonElement change, string side) =>
        !change.TryGetProperty(side, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.GetRawText();
}
