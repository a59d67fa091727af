using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Support;

public enum TicketStatus
{
    Open,
    Pending,
    OnHold,
    Resolved,
    Closed,
}

public enum TicketPriority
{
    Low,
    Normal,
    High,
    Urgent,
}

[FactFormat("ticket", "tickets", Area.Support, HasOwnEdit = true, Events = ["milestone.support_escalation"])]
[FactPage(
    "Service",
    240,
    "Ticket",
    "Tickets",
    "life-buoy",
    Titles = "subject",
    Columns = "number opened_at priority",
    HasOwnStatusForm = true
)]
public sealed class Ticket : CustomerFact
{
    [Limit(60), NotPersonalData]
    public string? Number { get; set; }

    [RequiredField, Limit(500), PersonalData]
    public string Subject { get; set; } = "";

    [Limit(20_000), PersonalData]
    public string? Description { get; set; }

    [RequiredField(ByHand = "open"), SetByPeople]
    public TicketStatus Status { get; set; }

    [RequiredField(ByHand = "normal"), SetByPeople]
    public TicketPriority Priority { get; set; }

    [Limit(60), SetByPeople, NotPersonalData]
    public string? Severity { get; set; }

    [Limit(100), SetByPeople, NotPersonalData]
    public string? Category { get; set; }

    [Label("Complaint"), SetByPeople]
    public bool IsComplaint { get; set; }

    [RequiredField(ByHand = RequiredFieldAttribute.Now), Label("Opened")]
    public DateTimeOffset OpenedAt { get; set; }

    [Label("First reply"), SetByPeople]
    public DateTimeOffset? FirstResponseAt { get; set; }

    [Label("Solved"), SetByPeople]
    public DateTimeOffset? ResolvedAt { get; set; }

    [Limit(60), NotPersonalData]
    public string? Channel { get; set; }

    /// <summary>Who works on it in the system that it comes from.</summary>
    [Named, Limit(200), PersonalData(DataSubject.User)]
    public string? AssignedTo { get; set; }

    /// <summary>Who of ours works on it.</summary>
    [Label("Assignee"), SetByPeople]
    public Guid? AssigneeId { get; set; }

    [RefersTo("vehicle"), SetByPeople, PersonalData]
    public string? Vehicle { get; set; }

    [RefersTo("service_visit"), SetByPeople, NotPersonalData]
    public string? ServiceVisit { get; set; }

    [RefersTo("invoice"), SetByPeople, NotPersonalData]
    public string? Invoice { get; set; }

    /// <summary>The ticket of the same customer that its conversation goes on in.</summary>
    [Derived(Stays = true)]
    public Guid? MergedIntoId { get; set; }

    [Derived(Stays = true), NotPersonalData]
    public string? KeptFields { get; set; }

    internal bool IsOpen => Status is TicketStatus.Open or TicketStatus.Pending or TicketStatus.OnHold;

    protected override DateTimeOffset Happened => OpenedAt;

    public override void Check(Errors errors)
    {
        if (FirstResponseAt < OpenedAt)
            errors.Add("first_response_at", "It is before the ticket was opened.");
        if (ResolvedAt < OpenedAt)
            errors.Add("resolved_at", "It is before the ticket was opened.");
    }

    public override TimelineText? OnTimeline() =>
        new(
            "ticket",
            $"Ticket{(Number is null ? "" : $" #{Number}")}: {Subject}",
            new
            {
                number = Number,
                subject = Subject,
                status = Status,
                priority = Priority,
                is_complaint = IsComplaint,
                resolved_at = ResolvedAt,
            }
        );
}
