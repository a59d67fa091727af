using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts.Intake;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>The REST resources of all kinds of facts: one set of routes for each, drawn from its description.</summary>
internal static class FactRoutes
{
    private const int Tries = 10;

    public static IEnumerable<FactKind> Kinds => FactKind.All.Where(k => !k.HasOwnRoutes);

    public static void Map(IEndpointRouteBuilder app)
    {
        var filters = app.ServiceProvider.GetServices<FactFilter>().ToLookup(f => f.Kind);
        var searches = app.ServiceProvider.GetServices<FactSearch>().ToLookup(s => s.Kind);
        foreach (var kind in Kinds)
        {
            var (names, shapes) = (new FactNames(kind), new FactSchemas(kind));
            var facts = app.MapGroup($"/api/{kind.Route}").Tagged(names.Tag, names.TagMeaning);
            facts
                .MapGet("/", (HttpRequest request, FindFacts find, CancellationToken ct) => find.Page(kind, request, ct))
                .Named(names.Id("list", many: true), $"List {names.Many}")
                .Needs(kind.Read)
                .TakesPage([
                    .. FindFacts.Filters(kind).Select(f => (f, FactSchemas.Meaning(f))),
                    .. filters[kind].Select(f => (f.Name, f.Meaning)),
                    .. searches[kind].Select(s => (FactSearch.Name, s.Meaning)),
                ])
                .Tells(shapes.List);
            facts
                .MapPost(
                    "/",
                    (JsonElement body, HttpContext http, FillByHand fill, TakeFacts take, FindFacts find, CancellationToken ct) =>
                        Add(kind, body, http, fill, take, find, ct)
                )
                .Named(names.Id("create"), $"Create {names.One}")
                .Needs(kind.Write)
                .Tells(shapes.Post);
            facts
                .MapGet("/{id}", (Guid id, HttpContext http, FindFacts find, CancellationToken ct) => Get(kind, id, http, find, ct))
                .Named(names.Id("get"), $"Show {names.One}")
                .Needs(kind.Read)
                .Tells(shapes.Open);
            facts
                .MapPut(
                    "/{id}",
                    (Guid id, JsonElement body, HttpContext http, TakeFacts take, FindFacts find, CancellationToken ct) =>
                        Replace(kind, id, body, http, take, find, ct)
                )
                .Named(names.Id("replace"), $"Replace {names.One}")
                .TakesIfMatch()
                .Needs(kind.Write)
                .Tells(shapes.Put);
            if (!kind.HasOwnEdit)
                facts
                    .MapPatch(
                        "/{id}",
                        (Guid id, JsonElement body, HttpContext http, TakeFacts take, FindFacts find, CancellationToken ct) =>
                            Edit(kind, id, body, http, take, find, ct)
                    )
                    .Named(names.Id("update"), $"Change {names.One}")
                    .TakesIfMatch()
                    .Needs(kind.Write)
                    .Tells(shapes.Patch);
            facts
                .MapDelete(
                    "/{id}",
                    (Guid id, HttpContext http, TakeFacts take, FindFacts find, CancellationToken ct) =>
                        Remove(kind, id, http, take, find, ct)
                )
                .Named(names.Id("delete"), $"Delete {names.One}")
                .Produces(StatusCodes.Status204NoContent)
                .TakesIfMatch()
                .Needs(kind.Write);
        }
    }

    private static async Task<IResult> Add(
        FactKind kind,
        JsonElement body,
        HttpContext http,
        FillByHand fill,
        TakeFacts take,
        FindFacts find,
        CancellationToken ct
    )
    {
        QueryReader.Of(http.Request).Done();
        find.AdmitMasked(kind);
        var outcome = await One(kind, await fill.Run(kind, body, ct), take, new FactOptions(IsOne: true), ct);
        if (outcome.Result == FactResult.Waiting)
            return Results.Json(FactBulkRoutes.Line(outcome), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
        var view = await find.Own(kind, outcome.Id!.Value, ct);
        http.Response.SetETag((int)view["version"]!);
        return outcome.Result == FactResult.Created ? Results.Created($"/api/{kind.Route}/{outcome.Id}", view) : Results.Ok(view);
    }

    private static async Task<Dictionary<string, object?>> Get(
        FactKind kind,
        Guid id,
        HttpContext http,
        FindFacts find,
        CancellationToken ct
    )
    {
        QueryReader.Of(http.Request).Done();
        var view = await find.One(kind, id, ct);
        http.Response.SetETag((int)view["version"]!);
        return view;
    }

    private static async Task<Dictionary<string, object?>> Replace(
        FactKind kind,
        Guid id,
        JsonElement body,
        HttpContext http,
        TakeFacts take,
        FindFacts find,
        CancellationToken ct
    )
    {
        QueryReader.Of(http.Request).Done();
        var before = await find.Own(kind, id, ct);
        Versions.Require(http.Request.IfMatch(), (int)before["version"]!);
        var now = Writable(kind, body);
        Keep(kind, before, now);
        var view = await Save(kind, id, now, http.Request.IfMatch(), take, find, ct);
        http.Response.SetETag((int)view["version"]!);
        return view;
    }

    /// <summary>A JSON merge patch (RFC 7396) over the fact as it stands.</summary>
    private static async Task<Dictionary<string, object?>> Edit(
        FactKind kind,
        Guid id,
        JsonElement body,
        HttpContext http,
        TakeFacts take,
        FindFacts find,
        CancellationToken ct
    )
    {
        QueryReader.Of(http.Request).Done();
        var view = await Patch(kind, id, body, http.Request.IfMatch(), take, find, ct);
        http.Response.SetETag((int)view["version"]!);
        return view;
    }

    /// <param name="seen">The version that the caller has seen. Without one the patch goes over whatever stands there: what somebody else
    /// changes at the same moment is kept.</param>
    internal static async Task<Dictionary<string, object?>> Patch(
        FactKind kind,
        Guid id,
        JsonElement body,
        int? seen,
        TakeFacts take,
        FindFacts find,
        CancellationToken ct
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = await find.Own(kind, id, ct);
            Versions.Require(seen, (int)before["version"]!);
            try
            {
                return await Save(kind, id, Patched(kind, before, body), (int)before["version"]!, take, find, ct);
            }
            catch (Stale) when (seen is null && attempt < Tries) { }
        }
    }

    private static Dictionary<string, object?> Patched(FactKind kind, Dictionary<string, object?> before, JsonElement body)
    {
        var now = before.Where(f => kind.ByName.ContainsKey(f.Key)).ToDictionary(f => f.Key, f => f.Value);
        var sent = Writable(kind, body);
        // A sum that followed from the lines follows from the new ones.
        if (sent.ContainsKey("lines") && !sent.ContainsKey("total") && kind.ByName.TryGetValue("total", out var total) && !total.IsRequired)
            now.Remove("total");
        foreach (var (name, value) in sent)
            now[name] = value;
        Keep(kind, before, now);
        return now;
    }

    private static async Task<IResult> Remove(
        FactKind kind,
        Guid id,
        HttpContext http,
        TakeFacts take,
        FindFacts find,
        CancellationToken ct
    )
    {
        QueryReader.Of(http.Request).Done();
        var before = await find.Own(kind, id, ct);
        Versions.Require(http.Request.IfMatch(), (int)before["version"]!);
        await One(
            kind,
            JsonSerializer.SerializeToElement(new { external_id = before["external_id"], deleted = true }),
            take,
            new FactOptions(IsOne: true, SeenVersion: http.Request.IfMatch()),
            ct
        );
        return Results.NoContent();
    }

    private static async Task<Dictionary<string, object?>> Save(
        FactKind kind,
        Guid id,
        Dictionary<string, object?> fields,
        int? seen,
        TakeFacts take,
        FindFacts find,
        CancellationToken ct
    )
    {
        var outcome = await One(
            kind,
            JsonSerializer.SerializeToElement(fields, ApiJson.Options),
            take,
            new FactOptions(IsOne: true, SeenVersion: seen, IsEdit: true),
            ct
        );
        if (outcome.Result == FactResult.Waiting)
            throw new Invalid("customer", "Nobody here is known by that name.");
        return await find.Own(kind, id, ct);
    }

    private static async Task<FactOutcome> One(FactKind kind, JsonElement body, TakeFacts take, FactOptions options, CancellationToken ct)
    {
        var draft = ReadFact.Of(1, body, kind, isPart: true);
        if (draft is { IsUnreadable: true })
            throw new Unreadable(draft.Errors.ByField);
        draft.Errors.ThrowInvalid();
        var outcome = (await take.Run([draft], options, ct))[0];
        draft.Errors.ThrowInvalid();
        return outcome;
    }

    internal static Dictionary<string, object?> Writable(FactKind kind, JsonElement body) =>
        FactBody
            .Fields(kind, body)
            // What an answer showed may be sent back as it was.
            .Where(p =>
                p.Key is not ("id" or "version" or "created_at" or "updated_at" or "created_by" or "customer_name")
                && !kind.Fields.Any(f => f.IsDerived && f.Name == p.Key)
            )
            .ToDictionary();

    private static void Keep(FactKind kind, Dictionary<string, object?> before, Dictionary<string, object?> now)
    {
        now["external_id"] = before["external_id"];
        if (kind.IsOfCustomer && !now.ContainsKey("customer") && !now.ContainsKey("customer_id"))
            now["customer_id"] = before["customer_id"];
    }
}
