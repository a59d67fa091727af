using Microsoft.AspNetCore.Components;
using Rapport.Platform.Data;

namespace Rapport.Platform.Web;

/// <summary>
/// A component that is drawn once it has what it shows. The framework's own base draws as soon as a component first waits: on PostgreSQL
/// that is before its
/// rows are there, while SQLite never waits and hides it. Nobody sees such a half page, since the server sends the whole.
/// </summary>
public abstract class LoadsFirst : ComponentBase
{
    private Task? loading;

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await (loading ??= Load());
        OnParametersSet();
        await OnParametersSetAsync();
        StateHasChanged();
    }

    private async Task Load()
    {
        try
        {
            OnInitialized();
            await OnInitializedAsync();
        }
        catch (OperationCanceledException stopped)
        {
            // The renderer takes a component that was cancelled for one that nobody waits for, and answers without it.
            throw new ReadStopped(stopped);
        }
    }
}
