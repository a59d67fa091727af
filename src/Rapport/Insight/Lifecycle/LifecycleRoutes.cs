using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

internal static class LifecycleRoutes
{
    private const string Tag = "Lifecycle";

    /// <summary>What a move came to: done, or waiting for an approval.</summary>
    /// <param name="OffersOpportunity">A qualified lead has no open opportunity yet.</param>
    public sealed record MoveAnswer(
        StageRef From,
        StageRef To,
        bool Waiting,
        Guid? RequestId,
        bool OffersOpportunity,
        Guid? OpportunityId,
        StageRef CurrentStage,
        DateTimeOffset EnteredStageAt,
        StageRef? PreviousStage
    );

    public static void Map(IEndpointRouteBuilder app)
    {
        MapStages(app);
        MapMoves(app);
        MapRules(app);
        MapDecisions(app);
        MapCustomer(app);
        app.MapGet("/api/lifecycle/funnel", Funnel)
            .Named("getLifecycleFunnel", "Measure how customers pass through the stages")
            .WithTags(Tag)
            .Needs(Permission.ReadCustomers)
            .TakesQuery(("from", "ISO date or RFC 3339 time, inclusive"), ("to", "ISO date, inclusive, or RFC 3339 time, exclusive"));
        app.MapPost("/api/lifecycle/bulk-moves", MoveAll)
            .Named("moveCustomers", "Move many customers to a stage")
            .WithTags(Tag)
            .Needs(Permission.MoveLifecycle);
        app.MapPost("/api/lifecycle/bulk-moves/preview", PreviewAll)
            .Named("previewMoveOfCustomers", "Preview a move of many customers")
            .WithTags(Tag)
            .Needs(Permission.MoveLifecycle);
        app.MapGet("/api/lifecycle/first-stages", Report)
            .Named("getFirstStages", "Show how the customers of an existing database got their stages")
            .WithTags(Tag)
            .Needs(Permission.ConfigureLifecycle);
    }

    private static void MapStages(IEndpointRouteBuilder app)
    {
        var stages = app.MapGroup("/api/lifecycle/stages").Tagged(Tag, "Stages of customers, moves between them, and milestones");
        stages.MapGet("/", Stages).Named("listStages", "List stages").Needs(Permission.ReadCustomers).TakesShortPages();
        stages.MapPost("/", Create).Named("createStage", "Add a stage").Needs(Permission.ConfigureLifecycle);
        stages.MapGet("/{id}", Stage).Named("getStage", "Show a stage").Needs(Permission.ReadCustomers);
        stages.MapPatch("/{id}", Edit).Named("updateStage", "Change a stage").TakesIfMatch().Needs(Permission.ConfigureLifecycle);
        stages
            .MapDelete("/{id}", Delete)
            .Named("deleteStage", "Delete a stage")
            .TakesIfMatch()
            .Needs(Permission.ConfigureLifecycle)
            .TakesQuery(("move_to", "ID or name of the stage that its customers are moved to"));
    }

    private static void MapMoves(IEndpointRouteBuilder app)
    {
        var moves = app.MapGroup("/api/lifecycle/moves").WithTags(Tag);
        moves.MapGet("/", Moves).Named("listStageMoves", "List allowed moves").Needs(Permission.ReadCustomers).TakesShortPages();
        moves.MapPost("/", Allow).Named("allowStageMove", "Allow a move").Needs(Permission.ConfigureLifecycle);
        moves
            .MapPatch("/{id}", Change)
            .Named("updateStageMove", "Say whether a move needs an approval")
            .Needs(Permission.ConfigureLifecycle);
        moves.MapDelete("/{id}", Forbid).Named("forbidStageMove", "No longer allow a move").Needs(Permission.ConfigureLifecycle);
    }

    private static void MapRules(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/lifecycle/rules", Rules)
            .Named("listStageRules", "List stage rules")
            .WithTags(Tag)
            .Needs(Permission.ReadCustomers)
            .TakesShortPages();
        app.MapPatch("/api/lifecycle/rules/{id}", Rule)
            .Named("updateStageRule", "Change a stage rule")
            .WithTags(Tag)
            .TakesIfMatch()
            .Needs(Permission.ConfigureLifecycle);
        app.MapGet("/api/lifecycle/settings", Settings)
            .Named("getLifecycleSettings", "Show the lifecycle settings")
            .WithTags(Tag)
            .Needs(Permission.ReadCustomers);
        app.MapPatch("/api/lifecycle/settings", ChangeSettings)
            .Named("updateLifecycleSettings", "Change the lifecycle settings")
            .WithTags(Tag)
            .TakesIfMatch()
            .Needs(Permission.ConfigureLifecycle);
    }

    private static void MapDecisions(IEndpointRouteBuilder app)
    {
        var requests = app.MapGroup("/api/lifecycle/requests").WithTags(Tag);
        requests
            .MapGet("/", Requests)
            .Named("listStageMoveRequests", "List moves that need an approval")
            .Needs(Permission.ReadCustomers)
            .TakesParts(("state", "waiting, approved, refused, withdrawn or outdated"));
        requests.MapPut("/{id}/approval", Approve).Named("approveStageMove", "Approve a move").Needs(Permission.OverrideLifecycle);
        requests
            .MapPut("/{id}/refusal", Refuse)
            .Named("refuseStageMove", "Refuse a move, or withdraw one's own")
            .Needs(Permission.MoveLifecycle);
        var suggestions = app.MapGroup("/api/lifecycle/suggestions").WithTags(Tag);
        suggestions
            .MapGet("/", Suggestions)
            .Named("listStageSuggestions", "List suggested moves")
            .Needs(Permission.ReadCustomers)
            .TakesParts(("state", "open, accepted, dismissed or outdated"));
        suggestions
            .MapPut("/{id}/acceptance", Accept)
            .Named("acceptStageSuggestion", "Move a customer as suggested")
            .Needs(Permission.MoveLifecycle);
        suggestions
            .MapPut("/{id}/dismissal", Dismiss)
            .Named("dismissStageSuggestion", "Dismiss a suggested move")
            .Needs(Permission.MoveLifecycle);
    }

    private static void MapCustomer(IEndpointRouteBuilder app)
    {
        var customer = app.MapGroup("/api/customers/{id}").WithTags(Tag).Needs(Permission.ReadCustomers);
        customer.MapGet("/lifecycle", Open).Named("getLifecycle", "Show the stage of a customer");
        customer
            .MapPost("/lifecycle", Move)
            .Named("moveCustomer", "Move a customer to a stage")
            .Needs(Permission.MoveLifecycle)
            .Produces<MoveAnswer>(201)
            .Produces<MoveAnswer>(202);
        customer
            .MapGet("/lifecycle/history", History)
            .Named("listStageHistory", "List the stages of a customer, newest first")
            .TakesShortPages();
        customer.MapGet("/milestones", Milestones).Named("listMilestones", "List the milestones of a customer").TakesShortPages();
        customer.MapPost("/milestones", AddMilestone).Named("addMilestone", "Add a milestone").Needs(Permission.MoveLifecycle);
    }

    private static async Task<Page<StageView>> Stages(HttpRequest request, FindStages find, CancellationToken ct) =>
        Pages(request).Of(await find.Stages(ct));

    private static async Task<StageView> Stage(Guid id, HttpResponse response, FindStages find, CancellationToken ct) =>
        Answer(await find.Stage(id, ct), response);

    private static async Task<Created<StageView>> Create(
        StageInput input,
        HttpResponse response,
        EditStages edit,
        FindStages find,
        CancellationToken ct
    )
    {
        var id = await edit.Create(input, ct);
        return TypedResults.Created($"/api/lifecycle/stages/{id}", Answer(await find.Stage(id, ct), response));
    }

    private static async Task<StageView> Edit(
        Guid id,
        StageInput input,
        HttpContext http,
        EditStages edit,
        FindStages find,
        CancellationToken ct
    )
    {
        await edit.Run(id, input, http.Request.IfMatch(), ct);
        return Answer(await find.Stage(id, ct), http.Response);
    }

    private static async Task<NoContent> Delete(Guid id, HttpRequest request, EditStages edit, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var moveTo = query.Text("move_to", LifecycleStage.MaxName);
        query.Done();
        await edit.Delete(id, moveTo, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Page<MoveView>> Moves(HttpRequest request, FindStages find, CancellationToken ct) =>
        Pages(request).Of(await find.Moves(ct));

    private static async Task<Created<MoveView>> Allow(MoveInput input, EditMoves edit, FindStages find, CancellationToken ct)
    {
        var id = await edit.Allow(input, ct);
        return TypedResults.Created($"/api/lifecycle/moves/{id}", await find.Move(id, ct));
    }

    private static async Task<MoveView> Change(Guid id, MoveChange input, EditMoves edit, FindStages find, CancellationToken ct)
    {
        await edit.Change(id, input, ct);
        return await find.Move(id, ct);
    }

    private static async Task<NoContent> Forbid(Guid id, EditMoves edit, CancellationToken ct)
    {
        await edit.Forbid(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Page<RuleView>> Rules(HttpRequest request, FindStages find, CancellationToken ct) =>
        Pages(request).Of(await find.Rules(ct));

    private static async Task<RuleView> Rule(
        Guid id,
        RuleInput input,
        HttpContext http,
        EditMoves edit,
        FindStages find,
        CancellationToken ct
    )
    {
        await edit.Rule(id, input, http.Request.IfMatch(), ct);
        var rule = await find.Rule(id, ct);
        http.Response.SetETag(rule.Version);
        return rule;
    }

    private static async Task<SettingsView> Settings(HttpResponse response, FindStages find, CancellationToken ct)
    {
        var settings = await find.Settings(ct);
        response.SetETag(settings.Version);
        return settings;
    }

    private static async Task<SettingsView> ChangeSettings(
        SettingsInput input,
        HttpContext http,
        EditMoves edit,
        FindStages find,
        CancellationToken ct
    )
    {
        await edit.Settings(input, http.Request.IfMatch(), ct);
        return await Settings(http.Response, find, ct);
    }

    private static Task<Page<MoveRequestView>> Requests(HttpRequest request, FindStages find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (state, paging) = (query.Word<RequestState>("state"), Paging.Read(query));
        query.Done();
        return find.Requests(state, paging, ct);
    }

    private static async Task<NoContent> Approve(Guid id, DecideMoves decide, CancellationToken ct)
    {
        await decide.Approve(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Refuse(Guid id, DecideMoves decide, CancellationToken ct)
    {
        await decide.Refuse(id, ct);
        return TypedResults.NoContent();
    }

    private static Task<Page<SuggestionView>> Suggestions(HttpRequest request, FindStages find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (state, paging) = (query.Word<SuggestionState>("state"), Paging.Read(query));
        query.Done();
        return find.Suggestions(state, paging, ct);
    }

    private static async Task<NoContent> Accept(Guid id, DecideMoves decide, CancellationToken ct)
    {
        await decide.Accept(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Dismiss(Guid id, DecideMoves decide, CancellationToken ct)
    {
        await decide.Dismiss(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<LifecycleView> Open(Guid id, HttpResponse response, FindLifecycle find, CancellationToken ct)
    {
        var view = await find.Of(id, ct);
        response.SetETag(view.Version);
        return view;
    }

    private static async Task<IResult> Move(Guid id, MoveStage.Request request, MoveStage move, FindLifecycle find, CancellationToken ct)
    {
        var moved = await move.Run(id, request, ct);
        var view = await find.Of(id, ct);
        var answer = new MoveAnswer(
            moved.From,
            moved.To,
            moved.IsWaiting,
            moved.RequestId,
            moved.OffersOpportunity,
            moved.OpportunityId,
            view.CurrentStage,
            view.EnteredStageAt,
            view.PreviousStage
        );
        return moved.IsWaiting
            ? TypedResults.Accepted($"/api/lifecycle/requests", answer)
            : TypedResults.Created($"/api/customers/{id}/lifecycle", answer);
    }

    private static async Task<Page<StageChangeView>> History(Guid id, HttpRequest request, FindLifecycle find, CancellationToken ct)
    {
        var paging = Pages(request);
        return paging.Of(await find.History(id, ct));
    }

    private static async Task<Page<MilestoneView>> Milestones(Guid id, HttpRequest request, FindLifecycle find, CancellationToken ct)
    {
        var paging = Pages(request);
        return paging.Of(await find.Milestones(id, ct));
    }

    private static async Task<Created<MilestoneView>> AddMilestone(
        Guid id,
        AddMilestone.Request request,
        AddMilestone add,
        CancellationToken ct
    ) => TypedResults.Created($"/api/customers/{id}/milestones", await add.Run(id, request, ct));

    private static Task<MoveMany.Response> MoveAll(MoveMany.Request request, MoveMany move, CancellationToken ct) => move.Run(request, ct);

    private static Task<MoveMany.Response> PreviewAll(MoveMany.Request request, MoveMany move, CancellationToken ct) =>
        move.Preview(request, ct);

    private static Task<FunnelView> Funnel(HttpRequest request, MeasureFunnel measure, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (from, to) = (query.Time("from"), query.Time("to", endOfDay: true));
        query.Done();
        return measure.Run(from, to, ct);
    }

    private static async Task<StageReportView> Report(RapportDb db, CancellationToken ct) =>
        await StageReportView.Latest(db, ct) ?? throw new Missing("report");

    private static Paging Pages(HttpRequest request)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.ReadPages(query);
        query.Done();
        return paging;
    }

    private static StageView Answer(StageView stage, HttpResponse response)
    {
        response.SetETag(stage.Version);
        return stage;
    }
}
