using Rapport.Platform;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Service.Drivers;
using Rapport.Records.Service.Fleet;
using Rapport.Records.Service.Parts;

namespace Rapport.Records.Service;

/// <summary>Vehicles, appointments and visits; who drives a vehicle, a firm's fleet, and which parts fit.</summary>
public sealed class ServiceModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddScoped<IntakeRules, VehicleRules>();
        services.AddEventReader<RequestedServices>().AddEventReader<CompletedJobs>();
        services
            .AddScoped<OurDay>()
            .AddScoped<VehicleForChange>()
            .AddScoped<AssignDriver>()
            .AddScoped<FindDrivers>()
            .AddScoped<DriverSight>()
            .AddScoped<IFollowChanges, EndDrivers>();
        services.AddScoped<FindParts>().AddScoped<FindFleet>().AddScoped<ExportFleet>();
    }

    public override void Map(WebApplication app)
    {
        DriverRoutes.Map(app);
        PartRoutes.Map(app);
        FleetRoutes.Map(app);
    }
}
