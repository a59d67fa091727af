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

[FactFormat("ticket", "tickets", Area.Support, Events = ["milestone.support_escalation"])]
[FactPage("Service", 240, "Ticket", "Tickets", "life-buoy", Titles = "subject", Columns = "number opened_at priority assigned_to")]
public sealed class Ticket : CustomerFact
{
    [Limit(60), NotPersonalData]
    public string? Number { get; set; }

    [RequiredField, Limit(500), PersonalData]
    public string Subject { get; set; } = "";

    [Limit(20_000), PersonalData]
    public string? Description { get; set; }

    [RequiredField(ByHand = "open")]
    public TicketStatus Status { get; set; }

    [RequiredField(ByHand = "normal")]
    public TicketPriority Priority { get; set; }

    [Limit(60), NotPersonalData]
    public string? Severity { get; set; }

    [Limit(100), NotPersonalData]
    public string? Category { get; set; }

    [Label("Complaint")]
    public bool IsComplaint { get; set; }

    [RequiredField(ByHand = RequiredFieldAttribute.Now), Label("Opened")]
    public DateTimeOffset OpenedAt { get; set; }

    [Label("First reply")]
    public DateTimeOffset? FirstResponseAt { get; set; }

    [Label("Solved"), NotedAt("resolved", "closed")]
    public DateTimeOffset? ResolvedAt { get; set; }

    [Limit(60), NotPersonalData]
    public string? Channel { get; set; }

    [Named, Limit(200), PersonalData(DataSubject.User)]
    public string? AssignedTo { get; set; }

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
