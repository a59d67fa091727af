using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service.Fleet;

internal static class FleetRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var fleet = app.MapGroup("/api/customers/{id}/fleet")
            .Tagged("Fleet", "Vehicles of a company")
            .Needs(Permission.ReadCustomers)
            .Needs(Permission.ReadService);
        fleet.MapGet("/", List).Named("getFleet", "Show a customer's fleet").TakesShortPages(FleetFilter.Parameters);
        fleet
            .MapGet("/export", Export)
            .TakesItsTime()
            .Named("exportFleet", "Export a customer's fleet as CSV")
            .Produces<Stream>(200, "text/csv")
            .Needs(Permission.ExportCustomers)
            .TakesQuery(FleetFilter.Parameters);
    }

    private static Task<FleetView> List(Guid id, HttpRequest request, FindFleet find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (filter, paging) = (FleetFilter.Read(query), Paging.ReadPages(query));
        query.Done();
        return find.Run(id, filter, paging, ct);
    }

    private static Task Export(Guid id, HttpContext http, ExportFleet export, CancellationToken ct)
    {
        var query = QueryReader.Of(http.Request);
        var filter = FleetFilter.Read(query);
        query.Done();
        return export.Run(id, filter, http.Response, ct);
    }
}
