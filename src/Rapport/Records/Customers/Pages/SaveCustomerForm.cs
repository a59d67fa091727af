using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Customers.Merge;
using Rapport.Records.Customers.Pages.Parts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

/// <summary>Carries out what a customer's form asks for, through the use cases of the API.</summary>
internal sealed class SaveCustomerForm(
    RapportDb db,
    Changes changes,
    Access access,
    CustomerAccess customers,
    CustomFields fields,
    CreateCustomer create,
    EditCustomer edit,
    MergeCustomers merge
)
{
    public async Task<Customer> Create(CustomerForm form, CreateCustomer.OnDuplicate onDuplicate, CancellationToken ct) =>
        await create.Run(await Input(form, ct), onDuplicate, CustomerSource.Sales, ct);

    /// <summary>
    /// Keeps the customer who is here already and gives them what was typed: the new record is made and merged at once, so it can be
    /// undone.
    /// </summary>
    public async Task MergeInto(Guid survivor, CustomerForm form, CancellationToken ct)
    {
        var input = await Input(form, ct);
        await using var change = await changes.Begin(ct);
        var made = await create.Run(input, CreateCustomer.OnDuplicate.Create, CustomerSource.Sales, ct);
        await merge.Run(survivor, new MergeCustomers.Request([made.Id]), ct);
        await change.Save(ct);
    }

    public async Task<Customer> Edit(Guid id, CustomerForm form, CancellationToken ct) =>
        await edit.Run(id, (await Input(form, ct)) with { Type = default }, form.Version, ct);

    private async Task<CustomerInput> Input(CustomerForm form, CancellationToken ct)
    {
        var input = form.Input(await fields.All(ct), access);
        input = input with { ConfirmsPersonalData = form[FreeText.Confirm] == "true" };
        return form.Has("parent_name") ? input with { ParentId = await Parent(form, ct) } : input;
    }

    /// <summary>Whom the parent's field names: the one picked from the list, or the only one of that name.</summary>
    private async Task<Guid?> Parent(CustomerForm form, CancellationToken ct)
    {
        var name = form["parent_name"];
        // One whose name the caller may not see stays, too: both fields are blank then.
        if (name == form["parent_picked"] && Guid.TryParse(form["parent_id"], out var picked))
            return picked;
        return name.Length == 0 ? null : await CalledOnly.Find(db, customers, name, "parent_name", ct);
    }
}
