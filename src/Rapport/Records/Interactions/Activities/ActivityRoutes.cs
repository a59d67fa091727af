using Rapport.Platform.Http;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Activities;

internal static class ActivityRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var activities = app.MapGroup("/api/activities")
            .WithTags("Activities")
            .Needs(Permission.ReadCustomers)
            .Needs(Permission.ReadInteractions);
        activities.MapGet("/", List).TakesParts(ActivityFilter.Parameters);
        activities.MapPost("/", Plan).Needs(Permission.WriteInteractions).TakesQuery(FreeText.Parameter);
        activities.MapGet("/{id}", Open);
        activities.MapPut("/{id}", Replace).Needs(Permission.WriteInteractions).TakesQuery(FreeText.Parameter);
        activities.MapPatch("/{id}", Edit).Needs(Permission.WriteInteractions).TakesQuery(FreeText.Parameter);
        activities.MapDelete("/{id}", Remove).Needs(Permission.WriteInteractions);
        activities.MapPut("/{id}/completion", Complete).Needs(Permission.WriteInteractions).TakesQuery(FreeText.Parameter);
        activities.MapDelete("/{id}/completion", Reopen).Needs(Permission.WriteInteractions);
    }

    /// <param name="FollowUp">The activity that was planned with it.</param>
    public sealed record Completed(ActivityView Activity, Guid? InteractionId, ActivityView? FollowUp);

    private static Task<Page<ActivityView>> List(HttpRequest request, FindActivities find, Access access, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (filter, paging) = (ActivityFilter.Read(query, access), Paging.Read(query));
        query.Done();
        return find.Run(filter, paging, ct);
    }

    private static async Task<IResult> Plan(
        ActivityInput input,
        HttpRequest request,
        HttpResponse response,
        PlanActivity plan,
        FindActivities find,
        CancellationToken ct
    )
    {
        var view = await find.One(await plan.Run(input with { ConfirmsPersonalData = FreeText.Confirmed(request) }, ct), ct);
        response.SetETag(view.Version);
        return TypedResults.Created($"/api/activities/{view.Id}", view);
    }

    private static async Task<ActivityView> Open(Guid id, HttpResponse response, FindActivities find, CancellationToken ct)
    {
        var view = await find.One(id, ct);
        response.SetETag(view.Version);
        return view;
    }

    private static Task<ActivityView> Replace(
        Guid id,
        ActivityInput input,
        HttpContext http,
        EditActivity edit,
        FindActivities find,
        CancellationToken ct
    ) => Edit(id, input.Whole(), http, edit, find, ct);

    private static async Task<ActivityView> Edit(
        Guid id,
        ActivityInput input,
        HttpContext http,
        EditActivity edit,
        FindActivities find,
        CancellationToken ct
    )
    {
        await edit.Run(id, input with { ConfirmsPersonalData = FreeText.Confirmed(http.Request) }, http.Request.IfMatch(), ct);
        return await Open(id, http.Response, find, ct);
    }

    private static async Task<IResult> Remove(Guid id, HttpRequest request, EditActivity edit, CancellationToken ct)
    {
        await edit.Remove(id, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Completed> Complete(
        Guid id,
        CompleteActivity.Request? request,
        HttpContext http,
        CompleteActivity complete,
        FindActivities find,
        CancellationToken ct
    )
    {
        var done = await complete.Run(
            id,
            (request ?? new()) with
            {
                ConfirmsPersonalData = FreeText.Confirmed(http.Request),
            },
            http.Request.IfMatch(),
            ct
        );
        var view = await Open(id, http.Response, find, ct);
        return new Completed(view, done.InteractionId, done.FollowUpId is { } next ? await find.One(next, ct) : null);
    }

    private static async Task<ActivityView> Reopen(
        Guid id,
        HttpContext http,
        CompleteActivity complete,
        FindActivities find,
        CancellationToken ct
    )
    {
        await complete.Reopen(id, http.Request.IfMatch(), ct);
        return await Open(id, http.Response, find, ct);
    }
}
