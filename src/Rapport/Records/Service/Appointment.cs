using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Service;

public enum AppointmentStatus
{
    Requested,
    Confirmed,
    Done,
    NoShow,
    Cancelled,
}

[FactFormat("appointment", "appointments", Area.Service)]
[FactPage("Service", 210, "Appointment", "Appointments", "calendar", Titles = "reason", Columns = "starts_at branch")]
public sealed class Appointment : CustomerFact
{
    [RefersTo("vehicle"), PersonalData]
    public string? Vehicle { get; set; }

    [RequiredField, Label("Starts")]
    public DateTimeOffset StartsAt { get; set; }

    [Label("Ends")]
    public DateTimeOffset? EndsAt { get; set; }

    [Limit(500), PersonalData]
    public string? Reason { get; set; }

    [RequiredField(ByHand = "requested")]
    public AppointmentStatus Status { get; set; }

    [Named, Limit(200), NotPersonalData]
    public string? Branch { get; set; }

    /// <summary>When a job card was opened for it; it happens once, however often this is sent.</summary>
    [Derived(Stays = true)]
    public DateTimeOffset? FollowedAt { get; set; }

    protected override DateTimeOffset Happened => StartsAt;

    public override void Check(Errors errors)
    {
        if (EndsAt < StartsAt)
            errors.Add("ends_at", "It ends before it begins.");
    }

    public override TimelineText? OnTimeline() =>
        new(
            "appointment",
            $"Appointment - {Reason ?? Words.Of(Status).Replace('_', ' ')}",
            new
            {
                status = Status,
                reason = Reason,
                vehicle = Vehicle,
                branch = Branch,
            }
        );
}
