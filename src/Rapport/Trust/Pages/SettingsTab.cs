using Rapport.Trust.Permissions;

namespace Rapport.Trust.Pages;

/// <summary>A page of the settings; each module registers its own.</summary>
/// <param name="Order">Where it stands among the tabs.</param>
/// <param name="Permission">Shown only to those who have it; to everybody without one.</param>
public sealed record SettingsTab(string Title, string Url, int Order, Permission? Permission = null);
