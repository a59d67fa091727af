using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Sales.Pipeline;

/// <summary>
/// Moves a deal on the board: what PATCH with If-Match does, so that two who move it at once cannot undo each other unseen.
/// </summary>
public sealed class MoveOpportunity(TakeFacts take, FindFacts find, TimeProvider clock)
{
    private static readonly FactKind Kind = FactKind.Of<Opportunity>();

    /// <param name="Seen">The version of the deal that whoever moves it has seen.</param>
    public sealed record Request(BoardPlace To, int? Seen, string? LostReason);

    /// <returns>The deal as it is now.</returns>
    public async Task<Dictionary<string, object?>> Run(Guid id, Request request, CancellationToken ct)
    {
        var before = await find.Own(Kind, id, ct);
        var (from, to) = (BoardPlace.Of(before), request.To);
        var reason = request.LostReason?.Trim();
        if (to.Status == OpportunityStatus.Lost && string.IsNullOrEmpty(reason))
            throw new Invalid("lost_reason", "Say why it was lost.");
        var sent = new Dictionary<string, object?>
        {
            ["status"] = to.Status,
            ["lost_reason"] = to.Status == OpportunityStatus.Lost ? reason : null,
        };
        // A deal that is decided or paused keeps the stage it came to.
        if (to.Status == OpportunityStatus.Open)
            sent["stage"] = to.Stage;
        if (from.Status != to.Status)
            sent["closed_at"] = to.IsClosed ? clock.Now() : null;
        return await FactRoutes.Patch(Kind, id, JsonSerializer.SerializeToElement(sent, ApiJson.Options), request.Seen, take, find, ct);
    }
}
