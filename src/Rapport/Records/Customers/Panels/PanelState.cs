using Rapport.Records.Customers.Pages;

namespace Rapport.Records.Customers.Panels;

/// <summary>What has been read for the panels of a customer's page. What could not be read is null; the rest stands.</summary>
public sealed record PanelState(PanelAsk Ask, CustomerReach Reach)
{
    public CustomerSheet? Sheet { get; init; }
    public Customer360View? View { get; init; }

    /// <summary>What panels read by themselves, by the panel's name.</summary>
    public IReadOnlyDictionary<string, object?> Own { get; init; } = new Dictionary<string, object?>();

    /// <summary>Panels that failed, or took too long to be waited for.</summary>
    public IReadOnlySet<string> Missing { get; init; } = new HashSet<string>();

    /// <summary>Panels that the caller may not see.</summary>
    public IReadOnlySet<string> Withheld { get; init; } = new HashSet<string>();

    /// <summary>What the caller may do with the customer.</summary>
    public IReadOnlyList<CustomerAction> Actions { get; init; } = [];
    public bool MayWrite { get; init; }

    public Guid Id => Ask.Customer;

    public bool IsArchived => Reach.ArchivedAt is not null;

    public bool MayChange => MayWrite && !IsArchived;

    public string Url => $"/customers/{Id}";

    /// <summary>A part of the answer by its type.</summary>
    public T? Of<T>()
        where T : class => View?.Of<T>();

    /// <summary>The address of an action's form; null where the caller may not, or where no module has it.</summary>
    public string? UrlOf(string action) => Actions.FirstOrDefault(a => a.Name == action) is { } found ? UrlOf(found) : null;

    public string UrlOf(CustomerAction action) => $"{Url}/{action.Path}";

    internal bool IsShown(CustomerPanel panel) => Missing.Contains(panel.Name) || Withheld.Contains(panel.Name) || panel.Shows(this);

    internal string UrlOf(CustomerPanel panel) => panel.Url?.Invoke(this) ?? $"{Url}/panels/{panel.Name}";
}
