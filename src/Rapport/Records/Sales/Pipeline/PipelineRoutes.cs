using Microsoft.AspNetCore.Mvc;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Sales.Pipeline;

/// <summary>The board of deals: its address in the API, and the form that a card is moved with.</summary>
internal static class PipelineRoutes
{
    public sealed record Stages(IReadOnlyList<string?>? Names);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/opportunities/board", (HttpRequest request, ReadBoard board, CancellationToken ct) => board.Run(request, ct))
            .Named("getOpportunityBoard", "Show the board of opportunities")
            .WithTags("Opportunities")
            .Needs(Permission.ReadSales)
            .TakesQuery(ReadBoard.Parameters);
        app.MapGet("/api/opportunities/stages", async (SalesStages stages, CancellationToken ct) => new Stages([.. await stages.All(ct)]))
            .Named("listOpportunityStages", "List the stages of opportunities")
            .WithTags("Opportunities")
            .Needs(Permission.ReadSales);
        app.MapPut("/api/opportunities/stages", Replace)
            .Named("replaceOpportunityStages", "Replace the stages of opportunities")
            .WithTags("Opportunities")
            .Needs(Permission.ManageSettings);
        app.MapForm("/opportunities/{id:guid}/moves", Move).Needs(Permission.WriteSales);
        app.MapForm("/opportunities/{id:guid}/status", SetStatus).Needs(Permission.WriteSales);
    }

    private static async Task<Stages> Replace(Stages body, SalesStages stages, CancellationToken ct)
    {
        await stages.Replace(body.Names, ct);
        return new Stages([.. await stages.All(ct)]);
    }

    private static async Task<IResult> Move(
        Guid id,
        HttpContext http,
        [FromForm] string? to,
        [FromForm] int? version,
        [FromForm(Name = "lost_reason")] string? reason,
        [FromForm] string? back,
        MoveOpportunity move,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        try
        {
            var place = BoardPlace.Parse(to) ?? throw new Invalid("to", "There is no such column.");
            await move.Run(id, new MoveOpportunity.Request(place, version, reason), ct);
            parting.Leave(
                http,
                place.Status switch
                {
                    OpportunityStatus.Won => "Won. Well done",
                    OpportunityStatus.Lost => "Noted as lost",
                    _ => $"Moved to {place.Title}",
                }
            );
        }
        catch (Invalid invalid) when (invalid.Errors.ContainsKey("lost_reason"))
        {
            parting.Refuse(http, invalid.Errors["lost_reason"][0]);
            return Results.LocalRedirect(
                $"/opportunities/{id}/move?to={Uri.EscapeDataString(to ?? "")}&back={Uri.EscapeDataString(back ?? "")}"
            );
        }
        catch (Stale)
        {
            parting.Refuse(http, "Somebody changed this deal a moment ago, so it was not moved. Here is how it stands now.");
        }
        catch (Problem refused) when (refused is Invalid or Unreadable or Refusal)
        {
            parting.Refuse(http, refused.Message);
        }
        return FormRoutes.BackTo(back, "/opportunities/board");
    }

    /// <summary>
    /// The status set on the deal's own page: it stays in its stage, and a deal that is lost is asked why as on the board.
    /// </summary>
    private static async Task<IResult> SetStatus(
        Guid id,
        HttpContext http,
        [FromForm] string? status,
        FindFacts find,
        MoveOpportunity move,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        var deal = await find.Own(FactKind.Of<Opportunity>(), id, ct);
        var to = status == "open" ? new BoardPlace(OpportunityStatus.Open, deal["stage"] as string).Key : status;
        return await Move(id, http, to, null, deal["lost_reason"] as string, $"/opportunities/{id}", move, parting, ct);
    }
}
