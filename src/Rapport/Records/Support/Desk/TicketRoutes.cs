using System.Text.Json;
using Rapport.Platform.Http;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support.Desk;

/// <summary>What people do with a ticket, beside the routes that it has as a fact.</summary>
internal static class TicketRoutes
{
    private static readonly FactKind Kind = FactKind.Of<Ticket>();

    /// <param name="DuplicateIds">The tickets that go on in this one.</param>
    public sealed record Merge(IReadOnlyList<Guid>? DuplicateIds);

    public sealed record Merged(Guid Id, IReadOnlyList<Guid> DuplicateIds);

    public static void Map(IEndpointRouteBuilder app)
    {
        var ticket = app.MapGroup("/api/tickets/{id}").WithTags("Tickets");
        ticket
            .MapPatch("/", Change)
            .Named("updateTicket", "Change a ticket")
            .TakesIfMatch()
            .Needs(Permission.WriteSupport)
            .Tells(new FactSchemas(Kind).Patch);
        ticket
            .MapGet("/messages", Messages)
            .Named("listTicketMessages", "List the messages of a ticket")
            .Needs(Permission.ReadSupport)
            .TakesParts(("kind", "public or internal"));
        ticket
            .MapPost("/messages", Write)
            .Named("addTicketMessage", "Reply on a ticket, or add an internal note")
            .Produces<TicketMessageView>(201)
            .Needs(Permission.WriteSupport)
            .TakesQuery(FreeText.Parameter);
        ticket
            .MapGet("/history", History)
            .Named("listTicketHistory", "List the changes of a ticket")
            .Needs(Permission.ReadSupport)
            .TakesShortPages();
        ticket
            .MapPost("/merges", Join)
            .Named("mergeTickets", "Merge a double ticket into this one")
            .Produces<Merged>(201)
            .Needs(Permission.WriteSupport);
        ticket
            .MapDelete("/merges/{duplicateId}", Part)
            .Named("unmergeTickets", "Undo a merge of tickets")
            .Produces(204)
            .Needs(Permission.WriteSupport);
    }

    private static async Task<Dictionary<string, object?>> Change(
        Guid id,
        JsonElement body,
        HttpContext http,
        WorkOnTicket work,
        CancellationToken ct
    )
    {
        QueryReader.Of(http.Request).Done();
        var view = await work.Run(id, body, http.Request.IfMatch(), ct);
        http.Response.SetETag((int)view["version"]!);
        return view;
    }

    private static Task<Page<TicketMessageView>> Messages(Guid id, HttpRequest request, FindTicketMessages find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (kind, paging) = (query.Word<TicketMessageKind>("kind"), Paging.Read(query));
        query.Done();
        return find.Run(id, kind, paging, ct);
    }

    private static async Task<IResult> Write(
        Guid id,
        AddTicketMessage.Request body,
        HttpRequest request,
        AddTicketMessage add,
        FindTicketMessages find,
        CancellationToken ct
    )
    {
        var added = await add.Run(id, body with { ConfirmsPersonalData = FreeText.Confirmed(request) }, ct);
        var view = await find.One(added.Id, ct) with { Warnings = added.Warnings.Count == 0 ? null : added.Warnings };
        return TypedResults.Created($"/api/tickets/{id}/messages", view);
    }

    private static async Task<Page<TicketHistoryLine>> History(
        Guid id,
        HttpRequest request,
        ReadTicketHistory history,
        CancellationToken ct
    )
    {
        var query = QueryReader.Of(request);
        var paging = Paging.ReadPages(query);
        query.Done();
        return paging.Of(await history.Run(id, ct));
    }

    private static async Task<IResult> Join(Guid id, Merge body, MergeTickets merge, CancellationToken ct)
    {
        if (body.DuplicateIds is not { Count: > 0 and <= 20 } duplicates)
            throw new Invalid("duplicate_ids", "Name one to twenty tickets.");
        await merge.Run(id, duplicates, ct);
        return TypedResults.Created($"/api/tickets/{id}/merges/{duplicates[0]}", new Merged(id, duplicates));
    }

    private static async Task<IResult> Part(Guid id, Guid duplicateId, MergeTickets merge, CancellationToken ct)
    {
        await merge.Undo(id, duplicateId, ct);
        return TypedResults.NoContent();
    }
}
