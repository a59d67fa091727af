using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Customers.Panels;
using Rapport.Trust;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Customer360.Pages;

/// <summary>Panels of a customer's page without the page: what live updates fetch, one or several at once.</summary>
internal static class PanelRoutes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/customers/{id:guid}/panels/{names}", Show).Needs(Permission.ReadCustomers).ExcludeFromDescription();

    private static async Task<RazorComponentResult<PanelFragment>> Show(
        Guid id,
        string names,
        HttpContext http,
        ReadPanels read,
        RegisteredPanels registered,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        CustomerPanel[] panels = [.. names.Split(',').Distinct().Select(name => registered.Find(name) ?? throw new Missing("panel"))];
        var ask = new PanelAsk(id, http.Request.Query, CallerFrame.Of(services));
        var state = await read.Run(panels, ask, Patience, ct);
        return new RazorComponentResult<PanelFragment>(
            new Dictionary<string, object?> { [nameof(PanelFragment.Panels)] = panels, [nameof(PanelFragment.State)] = state }
        );
    }
}
