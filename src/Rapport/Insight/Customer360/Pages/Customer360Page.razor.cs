using Microsoft.AspNetCore.Components;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Customer360.Pages;

public partial class Customer360Page
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly Crumb[] Trail = [new("Customers", ListAddress.Path)];

    [Inject]
    private ReadPanels Read { get; set; } = null!;

    [Inject]
    private CustomerImages Images { get; set; } = null!;

    [Inject]
    private CheckDuplicates Check { get; set; } = null!;

    [Inject]
    private Access Access { get; set; } = null!;

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    [CascadingParameter]
    public Frame Frame { get; set; } = null!;

    private PanelState State { get; set; } = null!;
    private IReadOnlyList<Candidate> Duplicates { get; set; } = [];

    protected override async Task OnInitializedAsync()
    {
        var ct = Http.RequestAborted;
        var ask = TimelineAsk.Read(Id, Http.Request.Query);
        if (Tab == "interactions")
            ask = ask with { Type = ask.Type ?? "messages" };
        State = await Read.Run(Names, ask, Frame, Patience, ct);
        if (Chosen.Length == 0 && View.ArchivedAt is null && MayWrite && (await Images.Of([Id], ct)).TryGetValue(Id, out var image))
            Duplicates = [.. (await Check.Of(image, ct)).Where(c => c.IsLikely).Take(3)];
    }

    /// <summary>What is read: all panels on the overview, else those of the tab.</summary>
    private IReadOnlyCollection<string> Names =>
        Tab switch
        {
            "timeline" or "interactions" => [PanelKind.Head, PanelKind.Timeline],
            "contacts" or "addresses" or "relationships" => [PanelKind.Head],
            _ => [.. PanelKind.All.Keys],
        };

    /// <summary>What one works with stands wide; of a garage's customer the money is one look, of a shopper it is the story.</summary>
    private IEnumerable<string> Main =>
        State.IsServiced
            ? ["vehicles", "account", "opportunities", PanelKind.Timeline]
            : ["account", "opportunities", "orders", "vehicles", PanelKind.Timeline];

    private IEnumerable<string> Side => PanelKind.All.Keys.Except(["head", "figures", .. Main]);

    private CustomerView View => State.Sheet!.View;

    private QuickActions Acts => QuickActions.For(State, Access);

    private string Url => State.Url;

    private bool MayWrite => Access.Has(Permission.WriteCustomers);

    private bool MayArchive => Access.Has(Permission.ArchiveCustomers);

    private bool MayMerge => Access.Has(Permission.MergeCustomers) && View.ArchivedAt is null;

    private string Chosen => Tabs.Any(t => t.Tab == Tab) ? Tab! : "";

    /// <summary>The sections there is something in.</summary>
    private IEnumerable<(string Tab, string Title, int Count)> Tabs
    {
        get
        {
            yield return ("", "Overview", 0);
            yield return ("timeline", "Timeline", 0);
            yield return ("interactions", "Interactions", 0);
            if (State.Sheet!.Contacts.Count > 0)
                yield return ("contacts", "Contacts", State.Sheet.Contacts.Count);
            if (State.Sheet.Addresses.Count > 0)
                yield return ("addresses", "Addresses", State.Sheet.Addresses.Count);
            if (State.Sheet.Relations.Count > 0)
                yield return ("relationships", "Relationships", State.Sheet.Relations.Count);
        }
    }
}
