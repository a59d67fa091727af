using Microsoft.AspNetCore.Components;

namespace Rapport.Platform.Web.Parts;

/// <summary>What every field has: its name in the form, a label above, and a hint or an error below.</summary>
public abstract class FieldLook : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public string? Error { get; set; }

    [Parameter]
    public bool Required { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>Only where two forms of a page share a field name.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>On the field's frame: "all" spans every column of a form.</summary>
    [Parameter]
    public string? Class { get; set; }

    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? More { get; set; }

    /// <summary>Mistakes of the whole form; a field picks its own, so that a page hands them over once.</summary>
    [CascadingParameter]
    public IReadOnlyList<FieldError>? Errors { get; set; }

    protected string InputId => Id ?? FieldId.From(Name);

    protected string? Mistake => Error ?? Errors?.FirstOrDefault(error => error.Field == Name)?.Message;

    protected string? Invalid => Mistake is null ? null : "true";

    protected string? DescribedBy =>
        Mistake is not null ? FieldId.Error(InputId)
        : Hint is not null ? FieldId.Hint(InputId)
        : null;
}
