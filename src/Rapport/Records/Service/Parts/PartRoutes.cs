using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service.Parts;

internal static class PartRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var vehicle = app.MapGroup("/api/vehicles/{id}").Tagged("Parts", "Parts that fit a vehicle, and its warranties");
        vehicle
            .MapGet("/parts", Fitting)
            .Named("listParts", "List parts that fit a vehicle")
            .Needs(Permission.ReadService)
            .Needs(Permission.ReadSales)
            .TakesShortPages();
        vehicle
            .MapGet("/warranties", UnderWarranty)
            .Named("listWarranties", "List warranties of a vehicle")
            .Needs(Permission.ReadService)
            .TakesShortPages();
    }

    private static async Task<Page<FittingPart>> Fitting(Guid id, HttpRequest request, FindParts find, CancellationToken ct) =>
        Pages(request).Of(await find.Fitting(id, ct));

    private static async Task<Page<PartUnderWarranty>> UnderWarranty(Guid id, HttpRequest request, FindParts find, CancellationToken ct) =>
        Pages(request).Of(await find.UnderWarranty(id, ct));

    private static Paging Pages(HttpRequest request)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.ReadPages(query);
        query.Done();
        return paging;
    }
}
