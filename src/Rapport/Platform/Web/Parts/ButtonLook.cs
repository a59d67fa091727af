using Microsoft.AspNetCore.Components;

namespace Rapport.Platform.Web.Parts;

/// <summary>What a button and a link that looks like one have in common.</summary>
public abstract class ButtonLook : ComponentBase
{
    [Parameter]
    public ButtonKind Kind { get; set; }

    [Parameter]
    public bool Small { get; set; }

    [Parameter]
    public string? Icon { get; set; }

    /// <summary>Names a button that shows only its icon.</summary>
    [Parameter]
    public string? Label { get; set; }

    [Parameter]
    public string? Class { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? More { get; set; }

    protected string Classed => Classes.Join("btn", KindClass, Small ? "small" : null, ChildContent is null ? "icon" : null, Class);

    private string? KindClass =>
        Kind switch
        {
            ButtonKind.Primary => "primary",
            ButtonKind.Ghost => "ghost",
            ButtonKind.Danger => "danger",
            _ => null,
        };
}
