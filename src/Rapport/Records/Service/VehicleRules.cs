using Rapport.Platform.Events;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Service;

/// <summary>A vehicle that comes under another customer has changed hands.</summary>
internal sealed class VehicleRules : IntakeRules
{
    public override FactKind Kind { get; } = FactKind.Of<Vehicle>();

    public override IEnumerable<DomainEvent> Moved(CustomerFact fact, Guid from)
    {
        var vehicle = (Vehicle)fact;
        var name = vehicle.Plate ?? vehicle.Vin ?? $"{vehicle.Make} {vehicle.Model}";
        yield return new VehicleChangedHands(vehicle.Id, name, from, vehicle.CustomerId);
    }
}
