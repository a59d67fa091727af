using Rapport.Platform.Data;
using Rapport.Records.Service.Drivers;
using Rapport.Records.Service.Fleet;
using Rapport.Records.Service.Parts;

namespace Rapport.Records.Service;

/// <summary>What the workshop keeps beside its facts: who drives a vehicle, a firm's fleet, and which parts fit.</summary>
public static class ServiceModule
{
    public static void AddService(this IServiceCollection services)
    {
        services
            .AddScoped<OurDay>()
            .AddScoped<VehicleForChange>()
            .AddScoped<AssignDriver>()
            .AddScoped<FindDrivers>()
            .AddScoped<DriverSight>()
            .AddScoped<IFollowChanges, EndDrivers>();
        services.AddScoped<FindParts>().AddScoped<FindFleet>().AddScoped<ExportFleet>();
    }

    public static void MapService(this IEndpointRouteBuilder app)
    {
        DriverRoutes.Map(app);
        PartRoutes.Map(app);
        FleetRoutes.Map(app);
    }
}
