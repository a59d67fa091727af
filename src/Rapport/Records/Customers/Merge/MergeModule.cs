using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Merge;

/// <summary>Merging customers: services and routes.</summary>
public static class MergeModule
{
    public static void AddMerge(this IServiceCollection services) =>
        services
            .AddScoped<FindMergeGroup>()
            .AddScoped<MergeCustomers>()
            .AddScoped<UndoMerge>()
            .AddScoped<MergePreview>()
            .AddScoped<MergeHistory>();

    public static void MapMerge(this IEndpointRouteBuilder app)
    {
        var customers = app.MapGroup("/api/customers/{id}/merges").Tagged("Merges", "Merging customers, and undoing it");
        customers.MapPost("/", Merge).Named("mergeCustomers", "Merge duplicates into a customer").Needs(Permission.MergeCustomers);
        customers.MapGet("/", List).Named("listMerges", "List the merges of a customer").Needs(Permission.ReadCustomers).TakesShortPages();
        customers
            .MapGet("/preview", Preview)
            .Named("previewMerge", "Show what a merge would keep and move")
            .Needs(Permission.MergeCustomers)
            .TakesQuery(("duplicate_ids", "IDs with commas between them"));

        var merges = app.MapGroup("/api/merges").WithTags("Merges");
        merges.MapGet("/{id}", Open).Named("getMerge", "Show a merge").Needs(Permission.ReadCustomers);
        merges.MapDelete("/{id}", Undo).Named("undoMerge", "Undo a merge").Needs(Permission.MergeCustomers);
        app.MapForm("/merges/{id:guid}/undo", UndoOnPage).Needs(Permission.MergeCustomers);
    }

    private static async Task<Created<MergeCustomers.Response>> Merge(
        Guid id,
        MergeCustomers.Request body,
        MergeCustomers merge,
        CancellationToken ct
    )
    {
        var merged = await merge.Run(id, body, ct);
        return TypedResults.Created($"/api/merges/{merged.Id}", merged);
    }

    private static Task<Page<MergeHistory.View>> List(Guid id, HttpRequest request, MergeHistory history, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.ReadPages(query);
        query.Done();
        return history.OfCustomer(id, paging, ct);
    }

    private static async Task<MergePreview.Answer> Preview(Guid id, HttpRequest request, MergePreview preview, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var duplicates = query.Text("duplicate_ids", 1000) ?? "";
        query.Done();
        return await preview.Run(id, ReadIds(duplicates), null, ct);
    }

    private static Task<MergeHistory.View> Open(Guid id, MergeHistory history, CancellationToken ct) => history.Of(id, ct);

    private static Task<UndoMerge.Response> Undo(Guid id, UndoMerge undo, CancellationToken ct) => undo.Run(id, ct);

    /// <summary>The button beside a merge: back to the customer, told what happened.</summary>
    private static async Task<RedirectHttpResult> UndoOnPage(
        Guid id,
        HttpContext http,
        UndoMerge undo,
        MergeHistory history,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        var merge = await history.Of(id, ct);
        try
        {
            var undone = await undo.Run(id, ct);
            parting.Leave(http, undone.Kept.Count == 0 ? "Merge undone" : "Merge undone; what was changed since is kept");
        }
        catch (Refusal refusal)
        {
            parting.Refuse(http, refusal.Message);
        }
        return TypedResults.LocalRedirect($"/customers/{merge.SurvivorId}");
    }

    /// <summary>IDs with commas between them.</summary>
    internal static List<Guid> ReadIds(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(word =>
                Guid.TryParseExact(word, "D", out var id) ? id : throw new Unreadable("duplicate_ids", $"'{word}' is not an ID.")
            )
            .ToList();
}
