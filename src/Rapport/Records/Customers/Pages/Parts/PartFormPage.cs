using Microsoft.AspNetCore.Components;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages.Parts;

/// <summary>
/// A form for something that belongs to a customer: what was typed stays, mistakes stand at their fields, success leads back to the
/// customer.
/// </summary>
public abstract class PartFormPage : LoadsFirst
{
    [Inject]
    internal OpenCustomer Open { get; set; } = null!;

    [Inject]
    internal PartReads Parts { get; set; } = null!;

    [Inject]
    internal Reads Reads { get; set; } = null!;

    [Inject]
    internal Access Access { get; set; } = null!;

    [Inject]
    private FlashMessage Parting { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    protected PartForm Form { get; set; } = null!;
    protected CustomerView Customer { get; set; } = null!;

    /// <summary>Whether a text holds a card number that may be saved masked.</summary>
    protected bool MayConfirm { get; private set; }
    protected IReadOnlyList<FieldError> Mistakes { get; private set; } = [];

    protected IReadOnlyList<Crumb> Trail => [new("Customers", ListAddress.Path), new(Customer.DisplayName, $"/customers/{Customer.Id}")];

    protected bool IsSent => Http.Request.HasFormContentType;

    protected Task Attempt(
        Func<CancellationToken, Task> save,
        string word,
        string tab,
        Func<CancellationToken, Task<int>>? versionNow = null
    ) =>
        Attempt(
            async ct =>
            {
                await save(ct);
                return word;
            },
            tab,
            versionNow
        );

    /// <param name="save">Says what was done.</param>
    protected async Task Attempt(
        Func<CancellationToken, Task<string>> save,
        string tab,
        Func<CancellationToken, Task<int>>? versionNow = null
    )
    {
        var ct = Http.RequestAborted;
        try
        {
            Parting.Leave(Http, await save(ct));
            Navigation.NavigateTo(tab.Length == 0 ? $"/customers/{Customer.Id}" : $"/customers/{Customer.Id}?tab={tab}");
        }
        catch (Invalid invalid)
        {
            Mistakes = [.. invalid.Errors.SelectMany(e => e.Value.Select(message => new FieldError(e.Key, FieldNames.Of(e.Key), message)))];
            Http.Response.StatusCode = invalid.Status;
        }
        catch (Stale stale) when (versionNow is not null)
        {
            Form.Refresh(await versionNow(ct));
            Mistakes =
            [
                new FieldError(
                    "",
                    "",
                    "Somebody saved this while you were typing. Save again to put yours in its place, or open the customer "
                        + "in another tab to compare."
                ),
            ];
            Http.Response.StatusCode = stale.Status;
        }
        catch (Refusal refusal)
        {
            MayConfirm = refusal.Code == FreeText.Code;
            Mistakes =
            [
                MayConfirm
                    ? new FieldError(
                        "notes",
                        FieldNames.Of("notes"),
                        "It holds a full card number, which is never stored. Take it out, or have it masked."
                    )
                    : new FieldError("", "", refusal.Message),
            ];
            Http.Response.StatusCode = refusal.Status;
        }
    }
}
