using System.Globalization;
using System.Text.Json.Serialization;
using Rapport.Platform.Events;
using Rapport.Records.Customers;

namespace Rapport.Records.Service.Drivers;

/// <summary>A vehicle and one who drives it, told on the timelines of its owner and, where the driver is a customer, on theirs.</summary>
public abstract record DriverEvent(Guid VehicleId, string Vehicle, Guid OwnerId, Guid? ContactId, Guid? DriverId, string Driver)
    : DomainEvent,
        IOnTimeline
{
    public override string SubjectType => "vehicle";
    public override Guid SubjectId => VehicleId;
    public override Guid? PersonId => DriverId ?? ContactId;
    public override IEnumerable<string> Touches =>
        OnTimelineOf.SelectMany(id => new[] { $"vehicle:{id}", $"facts:{id}" }).Append("vehicles");

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => DriverId is { } driver && driver != OwnerId ? [OwnerId, driver] : [OwnerId];

    [JsonIgnore]
    public string TimelineType => Name;

    [JsonIgnore]
    public object TimelineDetails =>
        new
        {
            title = Sentence,
            vehicle_id = VehicleId,
            contact_id = ContactId,
            driver_id = DriverId,
        };

    [JsonIgnore]
    protected abstract string Sentence { get; }

    [JsonIgnore]
    public virtual DateOnly? TimelineDay => null;

    protected static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}

[EventName("vehicle.taken_over")]
public sealed record VehicleTakenOver(
    Guid VehicleId,
    string Vehicle,
    Guid OwnerId,
    Guid? ContactId,
    Guid? DriverId,
    string Driver,
    DateOnly On
) : DriverEvent(VehicleId, Vehicle, OwnerId, ContactId, DriverId, Driver)
{
    protected override string Sentence => $"{Driver} took over {Vehicle} on {Day(On)}";

    [JsonIgnore]
    public override DateOnly? TimelineDay => On;
}

[EventName("vehicle.handed_back")]
public sealed record VehicleHandedBack(
    Guid VehicleId,
    string Vehicle,
    Guid OwnerId,
    Guid? ContactId,
    Guid? DriverId,
    string Driver,
    DateOnly On
) : DriverEvent(VehicleId, Vehicle, OwnerId, ContactId, DriverId, Driver)
{
    protected override string Sentence => $"{Driver} handed back {Vehicle} on {Day(On)}";

    [JsonIgnore]
    public override DateOnly? TimelineDay => On;
}

/// <summary>The days were written wrongly, and are right now.</summary>
[EventName("vehicle.driver_corrected")]
public sealed record DriverCorrected(
    Guid VehicleId,
    string Vehicle,
    Guid OwnerId,
    Guid? ContactId,
    Guid? DriverId,
    string Driver,
    DateOnly From,
    DateOnly? To
) : DriverEvent(VehicleId, Vehicle, OwnerId, ContactId, DriverId, Driver)
{
    protected override string Sentence => $"{Driver} drives {Vehicle} from {Day(From)}{(To is { } to ? $" to {Day(to)}" : "")}";
}

[EventName("vehicle.driver_removed")]
public sealed record DriverRemoved(Guid VehicleId, string Vehicle, Guid OwnerId, Guid? ContactId, Guid? DriverId, string Driver)
    : DriverEvent(VehicleId, Vehicle, OwnerId, ContactId, DriverId, Driver)
{
    protected override string Sentence => $"{Driver} was never a driver of {Vehicle}";
}
