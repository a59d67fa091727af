using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Customer360.Pages;

/// <summary>
/// Reads what panels of a customer's page need: the record, the parts, and what panels read by themselves, side by side. What fails or
/// takes too long is missing alone and does not take the rest of the page with it.
/// </summary>
internal sealed class ReadPanels(
    PartReads customers,
    ReadCustomer record,
    OpenCustomer360 whole,
    RegisteredPanels registered,
    IServiceProvider services,
    ILogger<ReadPanels> logger
)
{
    private readonly Access access = services.GetRequiredService<Access>();

    /// <param name="panels">The panels to draw.</param>
    /// <param name="patience">How long the page waits for parts and for what panels read by themselves.</param>
    public async Task<PanelState> Run(IReadOnlyCollection<CustomerPanel> panels, PanelAsk ask, TimeSpan patience, CancellationToken ct)
    {
        // Once for all panels, before any of them reads: an unknown customer is missing, one out of reach is forbidden.
        var reach = await customers.Reach(ask.Customer, ct);
        var shown = panels.Where(panel => !panel.IsHidden(access, reach)).ToList();

        var parts = registered.PartsOf(shown).ToList();
        var reading = parts.Count == 0 ? null : Guarded(token => whole.Run(ask.Customer, parts, token), patience, ct);
        var own = shown
            .Where(panel => panel.Own is not null)
            .Select(panel => (panel.Name, Result: Guarded(token => panel.Own!(services, ask, token), patience, ct)))
            .ToList();
        var sheet = shown.Any(panel => panel.IsOfRecord) ? await record.Run(ask.Customer, ct) : null;

        var results = new Dictionary<string, object?>();
        foreach (var (name, result) in own)
            results[name] = await result;
        var view = reading is null ? null : await reading;
        var state = new PanelState(ask, reach)
        {
            Sheet = sheet,
            View = view,
            Own = results,
            Withheld = panels.Except(shown).Select(panel => panel.Name).ToHashSet(),
            MayWrite = access.Has(Permission.WriteCustomers),
            Actions = reach.ArchivedAt is null ? [.. registered.Actions.Where(action => action.IsOpenTo(access))] : [],
        };
        var failed = shown.Where(panel =>
            panel.Own is not null ? results[panel.Name] is null : view is null && panel.Reads.Count > 0 && !panel.Shows(state)
        );
        return state with { Missing = failed.Select(panel => panel.Name).ToHashSet() };
    }

    private async Task<T?> Guarded<T>(Func<CancellationToken, Task<T>> read, TimeSpan patience, CancellationToken ct)
        where T : class
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        waiting.CancelAfter(patience);
        try
        {
            return await Task.Run(() => read(waiting.Token), waiting.Token);
        }
        catch (Exception error) when (error is not Problem && !ct.IsCancellationRequested)
        {
            logger.LogWarning(error, "A part of a customer's page could not be read.");
            return null;
        }
    }
}
