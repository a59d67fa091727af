using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Primitives;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Customer360.Pages;

public partial class Customer360Page
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly Crumb[] Trail = [new("Customers", ListAddress.Path)];

    [Inject]
    private ReadPanels Read { get; set; } = null!;

    [Inject]
    private RegisteredPanels Registered { get; set; } = null!;

    [Inject]
    private SearchDocuments Images { get; set; } = null!;

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

    /// <summary>The tab that is open; null of the overview.</summary>
    private CustomerTab? Chosen { get; set; }
    private IReadOnlyList<Candidate> Duplicates { get; set; } = [];

    protected override async Task OnInitializedAsync()
    {
        var ct = Http.RequestAborted;
        Chosen = Registered.Tabs.FirstOrDefault(tab => tab.Name == Tab);
        State = await ReadFor(Chosen, ct);
        if (Chosen is not null && !IsOffered(Chosen))
        {
            Chosen = null;
            State = await ReadFor(null, ct);
        }
        if (Chosen is null && View.ArchivedAt is null && MayWrite && (await Images.Of([Id], ct)).TryGetValue(Id, out var image))
            Duplicates = [.. (await Check.Of(image, ct)).Where(c => c.IsLikely).Take(3)];
    }

    /// <summary>On a tab its panel is read, else the whole overview; the head always.</summary>
    private Task<PanelState> ReadFor(CustomerTab? tab, CancellationToken ct)
    {
        var panels = tab is null
            ? Registered.All.Where(panel => panel.Place is not (PanelPlace.Tab or PanelPlace.Composer))
            : Registered.In(PanelPlace.Head).Append(Registered.Find(tab.Panel)!);
        return Read.Run([.. panels], new PanelAsk(Id, Query(tab), Frame), Patience, ct);
    }

    /// <summary>What the address asks, and where it says nothing, what the tab does.</summary>
    private IQueryCollection Query(CustomerTab? tab)
    {
        if (tab is null or { Query.Count: 0 })
            return Http.Request.Query;
        var query = tab.Query.ToDictionary(asked => asked.Key, asked => new StringValues(asked.Value));
        foreach (var (name, value) in Http.Request.Query)
            query[name] = value;
        return new QueryCollection(query);
    }

    private IEnumerable<CustomerPanel> Main =>
        Registered
            .In(PanelPlace.Main)
            .Where(panel => !IsAside(panel))
            .OrderBy(panel => panel.Leads(State) ? 0 : 1)
            .ThenBy(panel => panel.Order);

    private IEnumerable<CustomerPanel> Side =>
        Registered.In(PanelPlace.Side).Concat(Registered.In(PanelPlace.Main).Where(IsAside)).OrderBy(panel => panel.Order);

    private bool IsAside(CustomerPanel panel) => panel.YieldsToLeading && Registered.All.Any(other => other.Leads(State));

    private IEnumerable<IGrouping<int, CustomerAction>> Menu =>
        from action in State.Actions
        where action.Menu is not null
        orderby action.Menu!.Value.Group, action.Menu!.Value.Order
        group action by action.Menu!.Value.Group;

    private CustomerView View => State.Sheet!.View;

    private string Url => State.Url;

    private bool MayWrite => Access.Has(Permission.WriteCustomers);

    private bool MayArchive => Access.Has(Permission.ArchiveCustomers);

    private bool MayMerge => Access.Has(Permission.MergeCustomers) && View.ArchivedAt is null;

    /// <summary>The sections there is something in.</summary>
    private IEnumerable<CustomerTab> Tabs => Registered.Tabs.Where(IsOffered);

    private bool IsOffered(CustomerTab tab) => CountOf(tab) is not 0;

    private int? CountOf(CustomerTab tab) => tab.Count?.Invoke(State);
}
