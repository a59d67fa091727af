using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Panels;

/// <summary>Where on a customer's page a panel stands.</summary>
public enum PanelPlace
{
    /// <summary>On top, above the tabs.</summary>
    Head,

    /// <summary>Across the overview, above its columns.</summary>
    Top,

    /// <summary>In the wide column of the overview.</summary>
    Main,

    /// <summary>In the narrow column of the overview.</summary>
    Side,

    /// <summary>Inside the timeline's panel, above its entries.</summary>
    Composer,

    /// <summary>Not on the overview: on a tab of its own.</summary>
    Tab,
}

/// <summary>A panel of the customer's page, as a module registers it.</summary>
/// <param name="Name">Its name in addresses and on the page.</param>
/// <param name="Title">What is hidden, in "Payments are hidden from your role".</param>
/// <param name="Order">The lower, the higher up in its column.</param>
public sealed record CustomerPanel(string Name, string Title, PanelPlace Place, int Order)
{
    /// <summary>Where it stands on a phone, whose page has one column: 1 to 5.</summary>
    public int PhoneOrder { get; init; } = 5;

    /// <summary>Without it, for this customer, a line says that the panel is hidden.</summary>
    public Permission? Permission { get; init; }

    /// <summary>The same for whoever this kind of data is hidden from.</summary>
    public Mask? Mask { get; init; }

    /// <summary>"Marketing is hidden", where others are.</summary>
    public bool IsSingular { get; init; }

    /// <summary>Names of the registered parts that it shows.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>Whether it shows the record itself, with contacts, addresses, relationships and team.</summary>
    public bool IsOfRecord { get; init; }

    /// <summary>
    /// What it reads by itself beside parts and record, such as by the filters in the page's address. It runs beside the others, so it must
    /// not use the scope's database context.
    /// </summary>
    public Func<IServiceProvider, PanelAsk, CancellationToken, Task<object>>? Own { get; init; }

    /// <summary>Names of what makes it stale, without the customer's ID: "order".</summary>
    public IReadOnlyList<string> Live { get; init; } = [];

    /// <summary>The same of what is set for the whole organization: "service_levels".</summary>
    public IReadOnlyList<string> LiveOfOrganization { get; init; } = [];

    /// <summary>Whether there is anything to show. What could not be read is null.</summary>
    public required Func<PanelState, bool> Shows { get; init; }

    /// <summary>Whether it comes first on the page of this customer, such as the vehicles of one who has some.</summary>
    public Func<PanelState, bool> Leads { get; init; } = static _ => false;

    /// <summary>It stands in the wide column, but goes to the narrow one where another panel leads.</summary>
    public bool YieldsToLeading { get; init; }

    /// <summary>Where it is fetched anew, where the address of the page says more than its name.</summary>
    public Func<PanelState, string>? Url { get; init; }

    internal Type Component { get; init; } = typeof(PanelView);

    internal string LiveNames(Guid customer) => string.Join(' ', [.. Live.Select(name => $"{name}:{customer}"), .. LiveOfOrganization]);

    internal bool IsHidden(Access access, CustomerReach reach) =>
        (Permission is { } needed && !access.Reaches(needed, reach)) || (Mask is { } mask && !access.Sees(mask));
}

/// <summary>A tab of the customer's page beside its overview.</summary>
/// <param name="Panel">The name of the panel it shows.</param>
public sealed record CustomerTab(string Name, string Title, int Order, string Panel)
{
    /// <summary>The number beside its title; a tab without anything is not offered. Null of one that always is.</summary>
    public Func<PanelState, int>? Count { get; init; }

    /// <summary>What the panel is asked where the page's address does not say otherwise.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();
}

/// <summary>Who opens the page of which customer, and what its address asks.</summary>
public sealed record PanelAsk(Guid Customer, IQueryCollection Query, Frame Frame);
