using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Panels;

/// <summary>Something to do with a customer from their page, as a module registers it: a short form that opens in a dialog.</summary>
/// <param name="Name">By which panels ask for its address.</param>
/// <param name="Path">The form's address below the customer's.</param>
public sealed record CustomerAction(string Name, string Title, string Icon, string Path, Permission Permission)
{
    /// <summary>Hidden from whoever this kind of data is masked for.</summary>
    public Mask? Mask { get; init; }

    /// <summary>Its place in the page's menu: by group, then by order. Null of one that is not there.</summary>
    public (int Group, int Order)? Menu { get; init; }

    /// <summary>Its place among the buttons in the head; null of one that is not there.</summary>
    public int? Head { get; init; }

    /// <summary>Its place among the buttons beside the line in which notes are written; null of one that is not there.</summary>
    public int? Composer { get; init; }

    /// <summary>
    /// Its claim to be the one button that stands out, the lowest first, with the title it has there; null of one that never is.
    /// </summary>
    public (int Order, string Title)? Primary { get; init; }

    /// <summary>The customers for whom it may be the one that stands out.</summary>
    public Func<PanelState, bool> IsPrimaryFor { get; init; } = static _ => true;

    /// <summary>Names of the parts that this depends on.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>The key that opens it.</summary>
    public string? Key { get; init; }

    /// <summary>What its button in the head and in the composer says, where that is not its title.</summary>
    public string? ButtonTitle { get; init; }

    internal bool IsOpenTo(Access access) => access.Has(Permission) && (Mask is not { } mask || access.Sees(mask));
}
