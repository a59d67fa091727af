using Rapport.Platform.Data;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support.Desk;

public enum TicketQueue
{
    Mine,
    Unassigned,
}

/// <summary>The open tickets of one's own and those that nobody has taken, as lists.</summary>
internal static class TicketQueues
{
    private static readonly string[] Open = [.. new[] { TicketStatus.Open, TicketStatus.Pending, TicketStatus.OnHold }.Select(Words.Of)];

    public static FactFilter Filter { get; } =
        new(
            FactKind.Of<Ticket>(),
            "queue",
            "mine: open tickets assigned to you; unassigned: open tickets that nobody is assigned to",
            [("mine", "Mine"), ("unassigned", "Unassigned")],
            (services, word, _) => Task.FromResult(Where(Words.Parse<TicketQueue>(word), services.GetRequiredService<Access>()))
        )
        {
            Icon = "inbox",
        };

    private static Sql Where(TicketQueue queue, Access access)
    {
        var open = Sql.In("f.status", Open);
        return queue == TicketQueue.Mine
            ? (Sql)$"{open} and f.assignee_id = {access.Caller.UserId ?? Guid.Empty}"
            : (Sql)$"{open} and f.assignee_id is null and f.assigned_to is null";
    }
}
