using Microsoft.AspNetCore.Components;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

public partial class CustomerFormPage
{
    [Inject]
    private OpenCustomer Open { get; set; } = null!;

    [Inject]
    private ReadChoices ReadChoices { get; set; } = null!;

    [Inject]
    private SaveCustomerForm Saver { get; set; } = null!;

    [Inject]
    private Access Access { get; set; } = null!;

    [Inject]
    private FlashMessage Parting { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Parameter]
    public Guid? Id { get; set; }

    [SupplyParameterFromQuery(Name = "name")]
    public string? Name { get; set; }

    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    private CustomerView? Saved { get; set; }
    private CustomerForm Form { get; set; } = null!;
    private Choices Choices { get; set; } = null!;
    private IReadOnlyList<FieldError> Mistakes { get; set; } = [];
    private IReadOnlyList<Candidate> Candidates { get; set; } = [];
    private IReadOnlyList<(string Field, string Ours, string Theirs)> Clashes { get; set; } = [];
    private bool IsStale { get; set; }
    private bool MayConfirm { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Choices = await ReadChoices.Run(Http.RequestAborted);
        if (Id is { } id)
            Saved = await Open.Run(id, Http.RequestAborted);
        if (Http.Request.HasFormContentType)
            Form = CustomerForm.Of(await Http.Request.ReadFormAsync(Http.RequestAborted));
        else if (Saved is not null)
            Form = CustomerForm.Of(Saved);
        else
            Form = CustomerForm.Empty(Name).With("owner_id", Access.Caller.UserId).With("branch_id", Access.Caller.BranchId);
    }

    private bool MayMerge => Access.Has(Permission.MergeCustomers);

    private bool MayAssign => Saved is null || Access.Has(Permission.AssignCustomers);

    private IReadOnlyList<Crumb> Trail =>
        Saved is null
            ? [new("Customers", ListAddress.Path)]
            : [new("Customers", ListAddress.Path), new(Saved.DisplayName, $"/customers/{Saved.Id}")];

    private async Task Save()
    {
        var ct = Http.RequestAborted;
        var sent = await Http.Request.ReadFormAsync(ct);
        try
        {
            var (id, word) = Saved is not null ? ((await Saver.Edit(Saved.Id, Form, ct)).Id, "Changes saved") : await Create(sent, ct);
            Parting.Leave(Http, word);
            Navigation.NavigateTo($"/customers/{id}");
        }
        catch (Stale)
        {
            Saved = await Open.Run(Id!.Value, ct);
            (Form, Clashes) = Form.Over(Saved);
            (IsStale, Http.Response.StatusCode) = (true, StatusCodes.Status412PreconditionFailed);
        }
        catch (Invalid invalid)
        {
            Mistakes =
            [
                .. invalid.Errors.SelectMany(e =>
                    e.Value.Select(message => new FieldError(FieldOf(e.Key), FieldNames.Of(e.Key, Choices), message))
                ),
            ];
            Http.Response.StatusCode = invalid.Status;
        }
        catch (Refusal refusal)
        {
            if (refusal.Details.TryGetValue("candidates", out var found) && found is IReadOnlyList<Candidate> candidates)
                Candidates = candidates;
            else if (refusal.Code == FreeText.Code)
                (Mistakes, MayConfirm) = (
                    [
                        new FieldError(
                            (string)refusal.Details["field"]!,
                            FieldNames.Of((string)refusal.Details["field"]!, Choices),
                            "It holds a full card number, which is never stored. Take it out, or have it masked."
                        ),
                    ],
                    true
                );
            else
                Mistakes = [new FieldError(refusal.Code == "external_id_taken" ? "external_id" : "", "Number", refusal.Message)];
            Http.Response.StatusCode = refusal.Status;
        }
    }

    private async Task<(Guid Id, string Word)> Create(IFormCollection sent, CancellationToken ct)
    {
        if (Guid.TryParse(sent["merge_into"], out var survivor))
        {
            await Saver.MergeInto(survivor, Form, ct);
            return (survivor, "Merged with what was here already");
        }
        var customer = await Saver.Create(
            Form,
            sent["on_duplicate"] == "create" ? CreateCustomer.OnDuplicate.Create : CreateCustomer.OnDuplicate.Refuse,
            ct
        );
        return (customer.Id, $"{customer.DisplayName} was added");
    }

    private static string FieldOf(string name) => name == "parent_id" ? "parent_name" : name;
}
