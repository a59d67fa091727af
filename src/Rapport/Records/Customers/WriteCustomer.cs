using Microsoft.EntityFrameworkCore;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Described;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>
/// Puts the fields of a request into a customer, checks each of them, and notes what changed. Creating and editing share it.
/// </summary>
public sealed class WriteCustomer(
    RapportDb db,
    Access access,
    CustomerLabels labels,
    TaxIds taxIds,
    Hierarchy hierarchy,
    CustomerStanding standing,
    TimeProvider clock
)
{
    private string? homeCountry;
    private bool knowsHomeCountry;

    internal async Task<FieldChanges> Fields(Customer customer, CustomerInput input, Errors errors, CancellationToken ct)
    {
        var changes = new FieldChanges();
        if (
            input.DisplayName.IsSet
            && errors.Text("display_name", input.DisplayName.Value, Customer.MaxName, required: true) is { } name
            && changes.Note("display_name", customer.DisplayName, name)
        )
            customer.Rename(name);
        if (input.Type.IsSet && changes.Note("type", customer.Type, input.Type.Value))
            customer.ChangeType(input.Type.Value);
        if (input.Status.IsSet)
            await WriteStatus(customer, input.Status.Value, changes, ct);
        if (input.Source.IsSet && changes.Note("source", customer.Source, input.Source.Value))
            customer.Source = input.Source.Value;
        WritePersonal(customer, input, errors, changes);
        if (input.Phone.IsSet && changes.Note("phone", customer.Phone, errors.Phone("phone", input.Phone.Value)))
            customer.WritePhone(input.Phone.Value?.Trim(), await HomeCountry(ct));
        await WriteReferences(customer, input, errors, changes, ct);
        return changes;
    }

    private async Task WriteStatus(Customer customer, CustomerStatus written, FieldChanges changes, CancellationToken ct)
    {
        var changed = changes.Note("status", customer.Status, written);
        if (db.Entry(customer).State == EntityState.Detached)
            standing.Begin(customer, written);
        else if (changed)
            await standing.Write(customer, written, ct);
    }

    private void WritePersonal(Customer customer, CustomerInput input, Errors errors, FieldChanges changes)
    {
        if (input.Email.IsSet && changes.Note("email", customer.Email, errors.Email("email", input.Email.Value)))
            customer.WriteEmail(input.Email.Value?.Trim());
        foreach (var field in CustomerDescription.OfCustomer)
            field.Write(customer, input.Fields, errors, changes, Today);
    }

    // It is tomorrow already somewhere.
    private DateOnly Today => DateOnly.FromDateTime(clock.Now().UtcDateTime.AddDays(1));

    private async Task WriteReferences(Customer customer, CustomerInput input, Errors errors, FieldChanges changes, CancellationToken ct)
    {
        if (input.BranchId.IsSet && changes.Note("branch_id", customer.BranchId, input.BranchId.Value))
        {
            if (input.BranchId.Value is { } branch && !await db.Branches.AnyAsync(b => b.Id == branch && b.ArchivedAt == null, ct))
                errors.Add("branch_id", "There is no such branch.");
            else
                customer.BranchId = input.BranchId.Value;
        }
        if (input.OwnerId.IsSet && changes.Note("owner_id", customer.OwnerId, input.OwnerId.Value))
        {
            if (
                input.OwnerId.Value is { } owner
                && owner != access.Caller.UserId
                && !await db.Users.AnyAsync(u => u.Id == owner && u.Status == UserStatus.Active, ct)
            )
                errors.Add("owner_id", "The owner must be an active user.");
            else
                customer.OwnerId = input.OwnerId.Value;
        }
        if (
            input.ParentId.IsSet
            && changes.Note("parent_id", customer.ParentId, input.ParentId.Value)
            && await hierarchy.MayStandUnder(customer, input.ParentId.Value, errors, ct)
        )
            await hierarchy.Move(customer, input.ParentId.Value, ct);
    }

    /// <summary>The parts that stand in rows of their own: account, external ID, tags, custom fields.</summary>
    internal async Task Parts(Customer customer, CustomerInput input, bool isNew, Errors errors, FieldChanges changes, CancellationToken ct)
    {
        await WriteAccount(customer, input.Account, isNew, errors, changes, ct);
        if (input.ExternalId.IsSet)
            await labels.WriteExternalId(
                customer,
                ExternalId.DefaultSystem,
                errors.Text("external_id", input.ExternalId.Value, 200),
                isNew,
                errors,
                changes,
                ct
            );
        if (input.Tags.IsSet)
            await labels.WriteTags(customer, input.Tags.Value ?? [], isNew, errors, changes, ct);
        if (input.CustomFields.Value is not null)
            await labels.WriteCustomFields(customer, input, isNew, errors, changes, ct);
    }

    private async Task WriteAccount(
        Customer customer,
        AccountInput? input,
        bool isNew,
        Errors errors,
        FieldChanges changes,
        CancellationToken ct
    )
    {
        if (customer.Type == CustomerType.Individual)
        {
            if (input is not null)
                errors.Add("account", "Only an organization has an account.");
            return;
        }
        var account = isNew ? null : await db.Accounts.SingleOrDefaultAsync(a => a.Id == customer.Id, ct);
        if (account is null)
            db.Add(account = new Account(customer.Id, customer.DisplayName, clock.Now()));
        if (input is null)
            return;

        var (before, fields) = (changes.ByField.Count, input.Fields);
        if (fields.Of(CustomerDescription.LegalName) is { IsSet: true } legal && string.IsNullOrWhiteSpace(legal.Value))
            fields = fields.With(CustomerDescription.LegalName, customer.DisplayName);
        foreach (var field in CustomerDescription.OfAccount.Where(f => !f.IsWrittenApart))
            field.Write(account, fields, errors, changes, Today);
        if (account.ContractEnd < account.ContractStart)
            errors.Add("account.contract_end", "It lies before the contract's start.");
        await WriteTaxId(account, fields, errors, changes, ct);
        if (changes.ByField.Count > before)
            account.UpdatedAt = clock.Now();
    }

    private async Task WriteTaxId(Account account, FieldInput<Account> input, Errors errors, FieldChanges changes, CancellationToken ct)
    {
        var (number, land) = (input.Of(CustomerDescription.TaxId), input.Of(CustomerDescription.TaxIdCountry));
        if (!number.IsSet && !land.IsSet)
            return;
        if (!access.Sees(Mask.TaxId))
            throw new Forbidden("customers.tax_id");
        var country = land.IsSet
            ? errors.Country(CustomerDescription.TaxIdCountry.Path, land.Value)
            : account.TaxIdCountry ?? await HomeCountry(ct);
        var before = taxIds.Open(account.TaxIdSealed);
        var given = number.IsSet ? errors.Text(CustomerDescription.TaxId.Path, number.Value, 40) : before;
        if (given is null)
        {
            if (changes.Note("tax_id", before is null ? null : "•••", null))
                (account.TaxIdSealed, account.TaxIdIndex, account.TaxIdCountry) = (null, null, country);
            return;
        }
        var check = TaxId.Check(given, country);
        if (!check.Valid)
            errors.Add("account.tax_id", check.Reason ?? "It is not a tax ID of this country.");
        else if (check.Normalized != before || country != account.TaxIdCountry)
        {
            changes.Note("tax_id", before is null ? null : "•••", "••••");
            (account.TaxIdSealed, account.TaxIdIndex, account.TaxIdCountry) = (
                taxIds.Seal(check.Normalized!),
                taxIds.Index(check.Normalized!),
                country
            );
        }
    }

    /// <summary>The country that numbers without a prefix are read in.</summary>
    internal async Task<string?> HomeCountry(CancellationToken ct)
    {
        if (access.Caller.UserId is not null)
            return access.Caller.Country;
        if (!knowsHomeCountry)
            (homeCountry, knowsHomeCountry) = (
                (
                    await db.Rows($"select country from organizations where id = {db.TenantId}", row => row.TextOrNull(0), ct)
                ).SingleOrDefault(),
                true
            );
        return homeCountry;
    }
}
