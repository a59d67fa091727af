using System.Text.Json.Serialization;
using Rapport.Platform.Events;
using Rapport.Records.Customers;

namespace Rapport.Records.Service;

/// <summary>
/// A vehicle belongs to somebody else now. It stands on the timelines of both; its visits stay with whoever brought it in.
/// </summary>
[EventName("vehicle.changed_hands")]
public sealed record VehicleChangedHands(Guid VehicleId, string Vehicle, Guid FromCustomerId, Guid ToCustomerId) : DomainEvent, IOnTimeline
{
    public override string SubjectType => "vehicle";
    public override Guid SubjectId => VehicleId;
    public override IEnumerable<string> Touches =>
        [$"vehicle:{FromCustomerId}", $"facts:{FromCustomerId}", $"vehicle:{ToCustomerId}", $"facts:{ToCustomerId}"];

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => [FromCustomerId, ToCustomerId];

    [JsonIgnore]
    public string TimelineType => "vehicle.changed_hands";

    [JsonIgnore]
    public object TimelineDetails =>
        new
        {
            title = $"Vehicle {Vehicle} changed hands",
            from_customer_id = FromCustomerId,
            to_customer_id = ToCustomerId,
        };
}
