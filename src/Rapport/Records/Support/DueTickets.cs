using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Records.Support;

public enum DueTicket
{
    Broken,
    DueSoon,
}

/// <summary>Open tickets by what was promised for them, as a condition on <c>tickets f</c>.</summary>
public sealed class DueTickets(KeepServiceLevels keep, TimeProvider clock)
{
    /// <summary>What lists of tickets are narrowed with.</summary>
    public const string Name = "sla";

    /// <summary>The chips of the list, and the parameter of the API.</summary>
    public static FactFilter Filter { get; } =
        new(
            FactKind.Of<Ticket>(),
            Name,
            "broken: open tickets answered late or overdue; due_soon: due within four hours",
            [("broken", "Breached"), ("due_soon", "Due soon")],
            (services, word, ct) => services.GetRequiredService<DueTickets>().Where(Words.Parse<DueTicket>(word), ct)
        );

    public async Task<Sql> Where(DueTicket due, CancellationToken ct) => Where(due, await keep.Read(ct), clock.Now());

    private static Sql Where(DueTicket due, ServiceLevels levels, DateTimeOffset now)
    {
        var broken = Sql.Join(" or ", Enum.GetValues<TicketPriority>().Select(p => Broken(p, levels[p], now)));
        var open = Sql.In("f.status", new[] { TicketStatus.Open, TicketStatus.Pending, TicketStatus.OnHold }.Select(Words.Of).ToArray());
        if (due == DueTicket.Broken)
            return $"{open} and ({broken})";
        var soon = Sql.Join(" or ", Enum.GetValues<TicketPriority>().Select(p => Soon(p, levels[p], now + ServiceLevels.Soon)));
        return $"{open} and ({soon}) and not ({broken})";
    }

    // An open ticket may have been answered late; one that is solved is open no more, but its source may say both.
    private static Sql Broken(TicketPriority priority, ServiceLevel level, DateTimeOffset now) =>
        $"""
            (f.priority = {priority} and (f.opened_at < {now - level.Solution} and f.resolved_at is null or f.opened_at < {now
                - level.Answer} and coalesce(f.first_response_at, f.resolved_at) is null
              or {Minutes("coalesce(f.first_response_at, f.resolved_at)")} > {level.Answer.TotalMinutes}
                or {Minutes("f.resolved_at")} > {level.Solution.TotalMinutes}))
            """;

    private static Sql Soon(TicketPriority priority, ServiceLevel level, DateTimeOffset until) =>
        $"""
            (f.priority = {priority} and f.resolved_at is null and (f.opened_at <= {until - level.Solution} or f.opened_at <= {until
                - level.Answer} and f.first_response_at is null))
            """;

    private static Sql Minutes(string until) => $"coalesce({Sql.SecondsBetween(Sql.Raw("f.opened_at"), Sql.Raw(until))} / 60, 0)";
}
