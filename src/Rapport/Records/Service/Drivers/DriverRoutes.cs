using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service.Drivers;

internal static class DriverRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var drivers = app.MapGroup("/api/vehicles/{id}/drivers").Tagged("Drivers", "Who drives a vehicle, and when");
        drivers.MapGet("/", List).Named("listDrivers", "List the drivers of a vehicle").Needs(Permission.ReadService).TakesShortPages();
        drivers.MapPost("/", Assign).Named("assignDriver", "Assign a driver").Needs(Permission.WriteService);
        drivers.MapGet("/{driverId}", Get).Named("getDriver", "Show an assignment of a driver").Needs(Permission.ReadService);
        drivers
            .MapPatch("/{driverId}", Edit)
            .Named("updateDriver", "Change an assignment of a driver")
            .TakesIfMatch()
            .Needs(Permission.WriteService);
        drivers
            .MapDelete("/{driverId}", Remove)
            .Named("removeDriver", "Remove an assignment of a driver")
            .TakesIfMatch()
            .Needs(Permission.WriteService);
        app.MapForm("/vehicles/{id:guid}/drivers", AssignByForm).Needs(Permission.WriteService);
        app.MapForm("/vehicles/{id:guid}/drivers/{driverId:guid}/end", EndByForm).Needs(Permission.WriteService);
        app.MapForm("/vehicles/{id:guid}/drivers/{driverId:guid}/removal", RemoveByForm).Needs(Permission.WriteService);
    }

    private static async Task<Page<DriverView>> List(Guid id, HttpRequest request, FindDrivers find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.ReadPages(query);
        query.Done();
        return paging.Of(await find.Run(id, ct));
    }

    private static async Task<Created<DriverView>> Assign(
        Guid id,
        DriverInput input,
        HttpResponse response,
        AssignDriver assign,
        FindDrivers find,
        CancellationToken ct
    )
    {
        var assignment = await assign.Run(id, input, ct);
        response.SetETag(assignment.Version);
        return TypedResults.Created($"/api/vehicles/{id}/drivers/{assignment.Id}", await find.Own(id, assignment.Id, ct));
    }

    private static async Task<DriverView> Get(Guid id, Guid driverId, HttpResponse response, FindDrivers find, CancellationToken ct)
    {
        var view = await find.One(id, driverId, ct);
        response.SetETag(view.Version);
        return view;
    }

    private static async Task<DriverView> Edit(
        Guid id,
        Guid driverId,
        DriverInput input,
        HttpContext http,
        AssignDriver assign,
        FindDrivers find,
        CancellationToken ct
    )
    {
        await assign.Edit(id, driverId, input, http.Request.IfMatch(), ct);
        var view = await find.Own(id, driverId, ct);
        http.Response.SetETag(view.Version);
        return view;
    }

    private static async Task<NoContent> Remove(Guid id, Guid driverId, HttpRequest request, AssignDriver assign, CancellationToken ct)
    {
        await assign.Remove(id, driverId, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static Task<IResult> AssignByForm(Guid id, HttpContext http, AssignDriver assign, FlashMessage parting, CancellationToken ct) =>
        Done(
            id,
            http,
            parting,
            "The driver is noted",
            async form =>
            {
                var contact = Chosen(form["contact_id"]);
                // A name that was typed and not picked from what was suggested names nobody.
                var picked = form["driver_name"].ToString().Trim() is { Length: > 0 } name
                    ? name == form["driver_picked"]
                        ? Chosen(form["driver_id"])
                        : throw new Invalid("customer_id", "Choose one of the customers that are suggested.")
                    : null;
                await assign.Run(
                    id,
                    new DriverInput
                    {
                        ContactId = picked is null ? contact : null,
                        CustomerId = picked,
                        From = Day(form, "from"),
                        To = Day(form, "to"),
                    },
                    ct
                );
            }
        );

    private static Task<IResult> EndByForm(
        Guid id,
        Guid driverId,
        HttpContext http,
        AssignDriver assign,
        FlashMessage parting,
        CancellationToken ct
    ) =>
        Done(
            id,
            http,
            parting,
            "It is handed back",
            async form =>
                await assign.Edit(
                    id,
                    driverId,
                    new DriverInput { To = Day(form, "to") ?? throw new Invalid("to", "Say on which day it was handed back.") },
                    null,
                    ct
                )
        );

    private static Task<IResult> RemoveByForm(
        Guid id,
        Guid driverId,
        HttpContext http,
        AssignDriver assign,
        FlashMessage parting,
        CancellationToken ct
    ) => Done(id, http, parting, "The assignment is gone", _ => assign.Remove(id, driverId, null, ct));

    private static async Task<IResult> Done(Guid id, HttpContext http, FlashMessage parting, string said, Func<IFormCollection, Task> run)
    {
        try
        {
            await run(await http.Request.ReadFormAsync(http.RequestAborted));
            parting.Leave(http, said);
        }
        catch (Problem refused) when (refused is Invalid or Refusal)
        {
            parting.Refuse(http, refused.Message);
        }
        return Results.LocalRedirect($"/vehicles/{id}#drivers");
    }

    private static Guid? Chosen(string? text) => Guid.TryParse(text, out var id) ? id : null;

    private static DateOnly? Day(IFormCollection form, string field) =>
        form[field].ToString() is not { Length: > 0 } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) ? day
        : throw new Invalid(field, "It must be a date.");
}
