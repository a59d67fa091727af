namespace Rapport.Records.Customers.Panels;

/// <summary>All registered panels, tabs and actions of the customer's page.</summary>
public sealed class RegisteredPanels
{
    private readonly RegisteredParts parts;
    private readonly Dictionary<string, CustomerPanel> byName;

    public RegisteredPanels(
        IEnumerable<CustomerPanel> panels,
        IEnumerable<CustomerTab> tabs,
        IEnumerable<CustomerAction> actions,
        RegisteredParts parts
    )
    {
        this.parts = parts;
        byName = panels.ToDictionary(panel => panel.Name);
        Tabs = [.. tabs.OrderBy(tab => tab.Order)];
        Actions = [.. actions];
        // A name that is taken, or that nobody registered, is found when the program starts.
        _ = Tabs.ToDictionary(tab => tab.Name);
        _ = Actions.ToDictionary(action => action.Name);
        foreach (var part in byName.Values.SelectMany(panel => panel.Reads).Concat(Actions.SelectMany(action => action.Reads)))
            _ = parts.Named(part);
        foreach (var tab in Tabs)
            _ = byName[tab.Panel];
    }

    public IReadOnlyCollection<CustomerPanel> All => byName.Values;
    public IReadOnlyList<CustomerTab> Tabs { get; }
    public IReadOnlyList<CustomerAction> Actions { get; }

    public CustomerPanel? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The parts that these panels show; in the head stands an action whose place depends on parts too.</summary>
    public IEnumerable<CustomerPartKind> PartsOf(IReadOnlyCollection<CustomerPanel> panels) =>
        panels
            .SelectMany(panel => panel.Reads)
            .Concat(panels.Any(panel => panel.Place == PanelPlace.Head) ? Actions.SelectMany(action => action.Reads) : [])
            .Distinct()
            .Select(parts.Named);

    public IEnumerable<CustomerPanel> In(PanelPlace place) => All.Where(panel => panel.Place == place).OrderBy(panel => panel.Order);
}
