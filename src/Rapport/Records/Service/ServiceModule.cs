using System.Globalization;
using Rapport.Platform;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Service.Drivers;
using Rapport.Records.Service.Fleet;
using Rapport.Records.Service.Panels;
using Rapport.Records.Service.Parts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service;

/// <summary>Vehicles, appointments and visits; who drives a vehicle, a firm's fleet, and which parts fit.</summary>
public sealed class ServiceModule : Module
{
    public override void Add(IServiceCollection services)
    {
        AddWordings(services);
        services.AddScoped<IntakeRules, VehicleRules>();
        services.AddSingleton(new CountedFacts(FactKind.Of<ServiceVisit>(), "f.status <> 'cancelled'"));
        services.AddSingleton(new CountedFacts(FactKind.Of<Appointment>(), "f.status not in ('cancelled', 'no_show')"));
        services.AddEventReader<RequestedServices>().AddEventReader<CompletedJobs>();
        services
            .AddScoped<OrganizationCalendar>()
            .AddScoped<VehicleForChange>()
            .AddScoped<AssignDriver>()
            .AddScoped<FindDrivers>()
            .AddScoped<DriverSight>()
            .AddScoped<IFollowChanges, EndDrivers>();
        services.AddScoped<FindParts>().AddScoped<FindFleet>().AddScoped<ExportFleet>();
        services.AddCustomerPart<ServiceHistoryPart>("field_service", Permission.ReadService);
        services.AddCustomerPanel<VehiclesPanel>(
            new("vehicles", "Vehicles and visits", PanelPlace.Main, 40)
            {
                PhoneOrder = 2,
                Permission = Permission.ReadService,
                Reads = ["field_service"],
                Live = ["vehicle", "service_visit", "appointment"],
                Leads = VehiclesPanel.IsServiced,
                Shows = s => s.Of<ServiceHistory>() is not null,
            }
        );
        services.AddCustomerAction(
            new("visit", "Book visit", "calendar-check", "quick/visit", Permission.WriteService)
            {
                Primary = (10, "Book visit"),
                IsPrimaryFor = VehiclesPanel.IsServiced,
                Reads = ["field_service"],
            }
        );
    }

    private static void AddWordings(IServiceCollection services) =>
        services.AddTimelineWording(
            new TimelineWording("vehicle", "car"),
            new("vehicle.", "car"),
            new("appointment", "calendar-check"),
            new("service_visit", "wrench")
            {
                Detail = e =>
                    TimelineDetails.Sentence(
                        e.Word("number") is { } number ? $"job card {number}" : null,
                        e.Word("technician"),
                        e.Number("mileage") is { } miles ? $"{miles.ToString("N0", CultureInfo.CurrentCulture)} on the clock" : null,
                        e.Money("total")
                    ) + (e.Word("advised") is { } advised ? $" Advised: {advised}." : ""),
            }
        );

    public override void Map(WebApplication app)
    {
        DriverRoutes.Map(app);
        PartRoutes.Map(app);
        FleetRoutes.Map(app);
    }
}
