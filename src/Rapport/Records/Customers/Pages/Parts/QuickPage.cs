using Microsoft.AspNetCore.Components;
using Rapport.Platform.Web;

namespace Rapport.Records.Customers.Pages.Parts;

/// <summary>
/// A quick action: a short form that opens in a dialog over the customer's page, or as a page where there is no script. Done, it leads back
/// to the customer.
/// </summary>
public abstract class QuickPage : PartFormPage
{
    [Parameter]
    public Guid CustomerId { get; set; }

    [CascadingParameter]
    public Frame Frame { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var ct = Http.RequestAborted;
        Customer = await Open.Run(CustomerId, ct);
        Form = IsSent ? PartForm.Of(await Http.Request.ReadFormAsync(ct)) : PartForm.Of(new object());
    }

    /// <summary>Runs the use case and leads back with a message that says what was done.</summary>
    protected Task Done(Func<CancellationToken, Task> run, string word) => Attempt(run, word, "");

    /// <summary>A time as the field writes it, in the reader's zone.</summary>
    protected DateTimeOffset? Time(string name) =>
        DateTime.TryParse(
            Form[name],
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.None,
            out var local
        ) && !Frame.TimeZone.IsInvalidTime(local)
            ? new DateTimeOffset(
                DateTime.SpecifyKind(local, DateTimeKind.Unspecified),
                Frame.TimeZone.GetUtcOffset(local)
            ).ToUniversalTime()
            : null;

    protected string? Text(string name) => Form[name] is { Length: > 0 } text ? text : null;
}
