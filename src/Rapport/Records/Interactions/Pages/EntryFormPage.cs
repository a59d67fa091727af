using Microsoft.AspNetCore.Components;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Pages.Parts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Pages;

/// <summary>
/// A form for an interaction, a note or an activity: from a customer with <c>?customer=</c>, or from anywhere with a picker. What was typed
/// stays, mistakes stand at their fields.
/// </summary>
public abstract class EntryFormPage : LoadsFirst
{
    [Inject]
    internal OpenCustomer Open { get; set; } = null!;

    [Inject]
    internal Reads Reads { get; set; } = null!;

    [Inject]
    internal RapportDb Db { get; set; } = null!;

    [Inject]
    internal Access Access { get; set; } = null!;

    [Inject]
    private CustomerAccess Reach { get; set; } = null!;

    [Inject]
    private FlashMessage Parting { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    [CascadingParameter]
    public Frame Frame { get; set; } = null!;

    protected PartForm Form { get; set; } = PartForm.Of(new object());
    protected IReadOnlyList<Choice> Contacts { get; private set; } = [];
    protected IReadOnlyList<Choice> Related { get; private set; } = [];

    /// <summary>Whom it is about, where that is settled.</summary>
    protected CustomerView? Customer { get; private set; }

    /// <summary>Whether a text holds a card number that may be saved masked.</summary>
    protected bool MayConfirm { get; private set; }
    protected bool IsReady { get; set; }
    protected IReadOnlyList<FieldError> Mistakes { get; private set; } = [];

    protected CancellationToken Ct => Http.RequestAborted;

    protected bool IsSent => Http.Request.HasFormContentType;

    protected string? Asked(string name) =>
        Http.Request.Query[name] is { Count: > 0 } values && !string.IsNullOrWhiteSpace(values[0]) ? values[0] : null;

    protected abstract string List { get; }

    protected string Back => Customer is null ? List : $"/customers/{Customer.Id}";

    protected async Task About(Guid? customer)
    {
        if (customer is null && Guid.TryParseExact(Asked("customer"), "D", out var asked))
            customer = asked;
        if (customer is not { } id)
            return;
        var (contacts, related) = (new List<Choice>(), new List<Choice>());
        Customer = await Open.Run(
            id,
            Ct,
            Statement.Into(
                contacts,
                $"""
                select id, first_name || ' ' || last_name from contacts
                where organization_id = {Reads.Tenant} and customer_id = {id} and archived_at is null order by name_key limit 200
                """,
                row => new Choice(row.Id(0).ToString(), row.Text(1))
            ),
            Statement.Into(
                related,
                $"""
                select * from (select 'ticket' as kind, id, subject as title, happened_at from tickets
                  where organization_id = {Reads.Tenant} and customer_id = {id} order by happened_at desc limit 20) t
                union all select * from (select 'opportunity' as kind, id, name as title, happened_at from opportunities
                  where organization_id = {Reads.Tenant} and customer_id = {id} order by happened_at desc limit 20) o
                union all select * from (select 'service_visit' as kind, id, coalesce(number, 'visit') as title, happened_at
                  from service_visits where organization_id = {Reads.Tenant} and customer_id = {id} order by happened_at desc limit 20) s
                """,
                row => new Choice($"{row.Text(0)}:{row.Id(1)}", $"{Choices.Said(row.Text(0))}: {row.Text(2)}")
            )
        );
        (Contacts, Related) = (contacts, related);
    }

    /// <summary>Whoever stands in the hidden field, was picked, or alone is called what was typed.</summary>
    protected async Task<Guid?> Picked(bool required)
    {
        if (Customer is not null)
            return Customer.Id;
        if (Form["customer_name"].Length == 0)
            return required ? throw new Invalid("customer_name", "Choose a customer.") : null;
        return Form["customer_name"] == Form["customer_picked"] && Guid.TryParse(Form["customer_id"], out var picked)
            ? picked
            : await CalledOnly.Find(Db, Reach, Form["customer_name"], "customer_name", Ct);
    }

    /// <summary>What a choice such as "ticket:…" names.</summary>
    protected (string? Type, Guid? Id) RelatedTo() =>
        Form["related"].Split(':', 2) is [var type, var id] && Guid.TryParse(id, out var named) ? (type, named) : (null, null);

    protected Guid? Chosen(string name) => Guid.TryParse(Form[name], out var id) ? id : null;

    protected DateTimeOffset? Time(string name) =>
        Form[name].Length == 0 ? null : Said.Read(Form[name], Frame.TimeZone) ?? throw new Invalid(name, "It must be a date and a time.");

    protected int? Whole(string name) =>
        Form[name].Length == 0 ? null
        : int.TryParse(
            Form[name],
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var number
        )
            ? number
        : throw new Invalid(name, "It must be a whole number.");

    protected T? Word<T>(string name)
        where T : struct, Enum => Words.TryParse<T>(Form[name], out var word) ? word : null;

    protected async Task Attempt(Func<Task<string>> save)
    {
        try
        {
            Parting.Leave(Http, await save());
            Navigation.NavigateTo(
                Asked("back") is { } back
                && back.StartsWith('/')
                && !back.StartsWith("//", StringComparison.Ordinal)
                && !back.StartsWith("/\\", StringComparison.Ordinal)
                    ? back
                    : Back
            );
        }
        catch (Invalid invalid)
        {
            Mistakes =
            [
                .. invalid.Errors.SelectMany(e =>
                    e.Value.Select(message => new FieldError(e.Key, Customers.Pages.FieldNames.Of(e.Key), message))
                ),
            ];
            Http.Response.StatusCode = invalid.Status;
        }
        catch (Problem problem) when (problem is Refusal or Stale or Forbidden)
        {
            MayConfirm = problem.Code == FreeText.Code;
            Mistakes =
            [
                new FieldError(
                    "",
                    "",
                    MayConfirm
                        ? "The text holds a full card number, which is never stored. Take it out, or have it masked."
                        : problem.Message
                ),
            ];
            Http.Response.StatusCode = problem.Status;
        }
    }
}
