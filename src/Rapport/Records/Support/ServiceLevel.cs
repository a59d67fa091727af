using Rapport.Platform.Data;

namespace Rapport.Records.Support;

/// <summary>How soon whoever opens a ticket of a priority hears from us, and how soon it is solved.</summary>
public readonly record struct ServiceLevel(TimeSpan Answer, TimeSpan Solution);

/// <summary>What the organization promises for tickets, by their priority; what it has not set is as at first.</summary>
public sealed class ServiceLevels
{
    /// <summary>A ticket is due soon when its next step is due within this.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromHours(4);

    public static ServiceLevels AtFirst { get; } = new();

    private readonly Dictionary<TicketPriority, ServiceLevel> promised = new()
    {
        [TicketPriority.Urgent] = new(TimeSpan.FromHours(1), TimeSpan.FromHours(8)),
        [TicketPriority.High] = new(TimeSpan.FromHours(4), TimeSpan.FromHours(24)),
        [TicketPriority.Normal] = new(TimeSpan.FromHours(8), TimeSpan.FromHours(72)),
        [TicketPriority.Low] = new(TimeSpan.FromHours(24), TimeSpan.FromHours(120)),
    };

    /// <summary>Reads them into this as part of a page's statements.</summary>
    public Statement Reading(Guid organization) =>
        new(
            $"select priority, answer_minutes, solution_minutes from service_levels where organization_id = {organization}",
            row =>
                promised[Words.Parse<TicketPriority>(row.Text(0))] = new(TimeSpan.FromMinutes(row.Int(1)), TimeSpan.FromMinutes(row.Int(2)))
        );

    public ServiceLevel this[TicketPriority priority] => promised[priority];

    public TimeSpan Answer(TicketPriority priority) => promised[priority].Answer;

    public TimeSpan Solution(TicketPriority priority) => promised[priority].Solution;

    /// <summary>True when the answer or the solution came, or is still to come, after it was promised.</summary>
    /// <param name="isOpen">Only an open ticket can still be late for what has not happened.</param>
    public bool IsBroken(
        TicketPriority priority,
        DateTimeOffset opened,
        DateTimeOffset? answered,
        DateTimeOffset? solved,
        bool isOpen,
        DateTimeOffset now
    ) => IsLate(opened + Answer(priority), answered ?? solved, isOpen, now) || IsLate(opened + Solution(priority), solved, isOpen, now);

    private static bool IsLate(DateTimeOffset due, DateTimeOffset? done, bool isOpen, DateTimeOffset now) =>
        done is { } at ? at > due : isOpen && now > due;

    /// <summary>When something is due next for an open ticket.</summary>
    public DateTimeOffset NextDue(TicketPriority priority, DateTimeOffset opened, DateTimeOffset? answered) =>
        answered is null && Answer(priority) < Solution(priority) ? opened + Answer(priority) : opened + Solution(priority);
}
