using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Duplicates;

internal static class DuplicateRoutes
{
    public sealed record Asking(double? MinProbability);

    public sealed record Other(Guid OtherId);

    public static void Map(IEndpointRouteBuilder app)
    {
        var queue = app.MapGroup("/api/duplicates").Tagged("Duplicates", "Possible duplicates, and mass merges of them");
        queue
            .MapGet("/", List)
            .Named("listDuplicates", "List possible duplicates")
            .Needs(Permission.ReadCustomers)
            .TakesParts(("status", "open, merged or dismissed"), ("min_probability", "From 0 to 1"));
        queue
            .MapPost("/{id}/dismissal", Dismiss)
            .Named("dismissDuplicate", "Mark a pair as not duplicates")
            .Needs(Permission.MergeCustomers);
        queue.MapDelete("/{id}/dismissal", Reopen).Named("reopenDuplicate", "Reopen a dismissed pair").Needs(Permission.MergeCustomers);
        queue
            .MapGet("/quality", (JudgeDuplicates judge, CancellationToken ct) => judge.Run(ct))
            .Named("getDuplicateQuality", "Show the accuracy of duplicate detection")
            .Needs(Permission.MergeCustomers);
        queue
            .MapGet("/settings", (EditDuplicateSettings settings, CancellationToken ct) => settings.Look(ct))
            .Named("getDuplicateSettings", "Show the settings of duplicate detection")
            .Needs(Permission.MergeCustomers);
        queue
            .MapGet("/settings/preview", Effect)
            .Named("previewDuplicateSettings", "Show what other settings would find")
            .Needs(Permission.MergeCustomers)
            .TakesQuery(
                ("review_above", "From 0.5 to 0.99; as it is set without it"),
                ("ignored_fields", "Words with commas between them, none where it is empty; as they are set without it")
            );
        queue
            .MapPatch(
                "/settings",
                (EditDuplicateSettings.Request request, EditDuplicateSettings settings, CancellationToken ct) => settings.Run(request, ct)
            )
            .Named("updateDuplicateSettings", "Change the settings of duplicate detection")
            .Needs(Permission.ManageSettings);
        queue
            .MapPost("/sweeps", Sweep)
            .Named("startDuplicateSweep", "Search all customers for duplicates")
            .Needs(Permission.MergeCustomers);
        app.MapPost("/api/customers/{id}/duplicates/dismissals", DismissTwo)
            .Named("dismissDuplicateOfCustomer", "Mark two customers as not duplicates")
            .Needs(Permission.MergeCustomers)
            .WithTags("Duplicates");

        var merges = app.MapGroup("/api/mass-merges").WithTags("Duplicates");
        merges
            .MapGet("/", (MassMerges all, CancellationToken ct) => all.Recent(ct))
            .Named("listMassMerges", "List mass merges")
            .Needs(Permission.MergeCustomers);
        merges.MapPost("/", Ask).Named("requestMassMerge", "Request a mass merge").Needs(Permission.MergeCustomers);
        merges
            .MapPut("/{id}/approval", (Guid id, MassMerges all, CancellationToken ct) => all.Decide(id, true, ct))
            .Named("approveMassMerge", "Approve a mass merge")
            .Needs(Permission.MergeCustomers);
        merges
            .MapDelete("/{id}/approval", (Guid id, MassMerges all, CancellationToken ct) => all.Decide(id, false, ct))
            .Named("refuseMassMerge", "Refuse a mass merge")
            .Needs(Permission.MergeCustomers);

        app.MapForm("/duplicates/sweeps", SweepOnPage).Needs(Permission.MergeCustomers);
        app.MapForm("/duplicates/mass-merges", AskOnPage).Needs(Permission.MergeCustomers);
        app.MapForm("/duplicates/mass-merges/{id:guid}/approval", DecideOnPage).Needs(Permission.MergeCustomers);
        app.MapForm("/duplicates/settings", SetOnPage).Needs(Permission.ManageSettings);
        app.MapForm("/duplicates/{id:guid}/dismissal", DismissOnPage).Needs(Permission.MergeCustomers);
        app.MapForm("/duplicates/{id:guid}/reopening", ReopenOnPage).Needs(Permission.MergeCustomers);
        app.MapForm("/customers/{id:guid}/duplicates/dismissals", DismissTwoOnPage).Needs(Permission.MergeCustomers);
    }

    private static Task<Page<FindDuplicates.Pair>> List(HttpRequest request, FindDuplicates find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var question = FindDuplicates.Question.Read(query);
        query.Done();
        return find.Run(question, ct);
    }

    private static Task<PreviewDuplicateSettings.View> Effect(HttpRequest request, PreviewDuplicateSettings preview, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (above, words) = (query.Share("review_above"), query.Text("ignored_fields", 200));
        var ignored = new List<LinkageFieldName>();
        foreach (var word in (words ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (Words.TryParse<LinkageFieldName>(word, out var field))
                ignored.Add(field);
            else
                query.Fail("ignored_fields", $"It takes {string.Join(", ", Words.All<LinkageFieldName>())}.");
        query.Done();
        return preview.Run(above, request.Query.ContainsKey("ignored_fields") ? ignored : null, ct);
    }

    private static async Task<NoContent> Dismiss(Guid id, DecideDuplicate decide, CancellationToken ct)
    {
        await decide.Dismiss(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Reopen(Guid id, DecideDuplicate decide, CancellationToken ct)
    {
        await decide.Reopen(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> DismissTwo(Guid id, Other other, DecideDuplicate decide, CancellationToken ct)
    {
        await decide.Dismiss(id, other.OtherId, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted> Sweep(SweepDuplicates sweep, Access access, CancellationToken ct)
    {
        await sweep.Ask(access, ct);
        return TypedResults.Accepted("/api/duplicates");
    }

    private static Task<IResult> SweepOnPage(
        HttpContext http,
        SweepDuplicates sweep,
        Access access,
        FlashMessage parting,
        CancellationToken ct
    ) => Told(http, parting, "/duplicates", () => sweep.Ask(access, ct), "Searching; what is found comes here by itself");

    private static async Task<Created<MassMergeView>> Ask(Asking asking, MassMerges all, CancellationToken ct)
    {
        var merge = await all.Ask(asking.MinProbability, ct);
        return TypedResults.Created($"/api/mass-merges/{merge.Id}", merge);
    }

    private static Task<IResult> DismissOnPage(
        Guid id,
        HttpContext http,
        DecideDuplicate decide,
        FlashMessage parting,
        CancellationToken ct
    ) => Told(http, parting, "/duplicates", () => decide.Dismiss(id, ct), "Kept as two customers", $"/duplicates/{id}/reopening");

    private static Task<IResult> ReopenOnPage(
        Guid id,
        HttpContext http,
        DecideDuplicate decide,
        FlashMessage parting,
        CancellationToken ct
    ) => Told(http, parting, "/duplicates", () => decide.Reopen(id, ct), "Back in the queue");

    private static Task<IResult> DismissTwoOnPage(
        Guid id,
        [FromForm(Name = "other_id")] Guid other,
        HttpContext http,
        DecideDuplicate decide,
        FlashMessage parting,
        CancellationToken ct
    ) => Told(http, parting, $"/customers/{id}", () => decide.Dismiss(id, other, ct), "Kept as two customers");

    private static Task<IResult> AskOnPage(
        [FromForm(Name = "min_probability")] double probability,
        HttpContext http,
        MassMerges all,
        FlashMessage parting,
        CancellationToken ct
    ) => Told(http, parting, "/duplicates", () => all.Ask(probability, ct), "Asked for; it shows here how far it is");

    private static Task<IResult> DecideOnPage(
        Guid id,
        [FromForm] string? approve,
        HttpContext http,
        MassMerges all,
        FlashMessage parting,
        CancellationToken ct
    ) =>
        Told(
            http,
            parting,
            "/duplicates",
            () => all.Decide(id, approve == "true", ct),
            approve == "true" ? "Approved; merging" : "Refused; nothing was merged"
        );

    private static Task<IResult> SetOnPage(
        [FromForm(Name = "review_above")] double above,
        IFormCollection form,
        HttpContext http,
        EditDuplicateSettings settings,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        var ignored = Enum.GetValues<LinkageFieldName>().Where(field => !form["compare"].Contains(Words.Of(field))).ToList();
        return Told(
            http,
            parting,
            "/duplicates",
            () => settings.Run(new(above, form["approval"] == "true", ignored), ct),
            "Settings saved"
        );
    }

    private static async Task<IResult> Told(
        HttpContext http,
        FlashMessage parting,
        string back,
        Func<Task> act,
        string said,
        string? undo = null
    )
    {
        try
        {
            await act();
            parting.Leave(http, said, undo);
        }
        catch (Problem problem) when (problem.Status is 409 or 422)
        {
            parting.Refuse(http, problem.Message);
        }
        return Results.LocalRedirect(back);
    }
}
