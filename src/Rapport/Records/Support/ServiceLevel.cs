namespace Rapport.Records.Support;

/// <summary>What is promised to whoever opens a ticket: how soon they hear from us, and how soon it is solved.</summary>
public static class ServiceLevel
{
    private static readonly Dictionary<TicketPriority, (TimeSpan Answer, TimeSpan Solution)> Promised = new()
    {
        [TicketPriority.Urgent] = (TimeSpan.FromHours(1), TimeSpan.FromHours(8)),
        [TicketPriority.High] = (TimeSpan.FromHours(4), TimeSpan.FromHours(24)),
        [TicketPriority.Normal] = (TimeSpan.FromHours(8), TimeSpan.FromHours(72)),
        [TicketPriority.Low] = (TimeSpan.FromHours(24), TimeSpan.FromHours(120)),
    };

    public static TimeSpan Answer(TicketPriority priority) => Promised[priority].Answer;

    public static TimeSpan Solution(TicketPriority priority) => Promised[priority].Solution;

    /// <summary>True when the answer or the solution came, or is still to come, after it was promised.</summary>
    /// <param name="isOpen">Only an open ticket can still be late for what has not happened.</param>
    public static bool IsBroken(TicketPriority priority, DateTimeOffset opened, DateTimeOffset? answered, DateTimeOffset? solved, bool isOpen, DateTimeOffset now) =>
        IsLate(opened + Answer(priority), answered ?? solved, isOpen, now) || IsLate(opened + Solution(priority), solved, isOpen, now);

    private static bool IsLate(DateTimeOffset due, DateTimeOffset? done, bool isOpen, DateTimeOffset now) => done is { } at ? at > due : isOpen && now > due;
}
