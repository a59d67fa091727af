using Microsoft.AspNetCore.Components;
using Rapport.Platform.Web;

namespace Rapport.Records.Customers.Panels;

/// <summary>What a panel of the customer's page is drawn with; its component inherits this.</summary>
public abstract class PanelView : LoadsFirst
{
    [Parameter, EditorRequired]
    public PanelState State { get; set; } = null!;

    [CascadingParameter]
    public Frame Frame { get; set; } = null!;
}
