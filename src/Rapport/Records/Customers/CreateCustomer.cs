using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Described;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>Takes a new customer in, unless it seems to be here already.</summary>
public sealed class CreateCustomer(
    RapportDb db,
    Changes changes,
    Access access,
    WriteCustomer write,
    CheckDuplicates duplicates,
    TaxIds taxIds,
    TimeProvider clock
)
{
    public enum OnDuplicate
    {
        Refuse,
        Create,
    }

    /// <param name="then">Read with the new customer's ID in the same round trip as the last write.</param>
    public async Task<Customer> Run(
        CustomerInput input,
        OnDuplicate onDuplicate,
        CustomerSource path,
        CancellationToken ct,
        Func<Guid, Statement[]>? then = null
    )
    {
        access.Require(Permission.WriteCustomers);
        var errors = new Errors();
        if (!input.Type.IsSet)
            errors.Add("type", "It is required: individual or organization.");
        if (!input.DisplayName.IsSet)
            errors.Add("display_name", "It is required.");
        errors.ThrowInvalid();

        await using var change = await changes.Begin(ct);
        var customer = new Customer(input.Type.Value, "", access.Caller.UserId ?? await SystemUser(ct), clock.Now()) { Source = path };
        var noted = await write.Fields(customer, WithDefaults(input), errors, ct);
        db.Add(customer);
        await write.Parts(customer, input, isNew: true, errors, noted, ct);
        errors.ThrowInvalid();
        // What one may write is what one may see afterwards.
        access.Require(Permission.WriteCustomers, customer);

        if (onDuplicate == OnDuplicate.Refuse)
            await RefuseDuplicate(customer, ct);
        customer.Raise(new CustomerCreated(customer.Id, noted.After));
        await change.Save(ct, then?.Invoke(customer.Id) ?? []);
        return customer;
    }

    private CustomerInput WithDefaults(CustomerInput input) =>
        input with
        {
            OwnerId = input.OwnerId.IsSet ? input.OwnerId : access.Caller.UserId,
            BranchId = input.BranchId.IsSet ? input.BranchId : access.Caller.BranchId,
            Fields = input.Fields.Has(CustomerDescription.RegistrationDate)
                ? input.Fields
                : input.Fields.With(CustomerDescription.RegistrationDate, DateOnly.FromDateTime(clock.Now().UtcDateTime)),
            Source = input.Source.IsSet ? input.Source : default,
        };

    private async Task RefuseDuplicate(Customer customer, CancellationToken ct)
    {
        var account = db.Accounts.Local.SingleOrDefault(a => a.Id == customer.Id);
        var image = new SearchDocument
        {
            Id = customer.Id,
            Type = customer.Type,
            Name = customer.DisplayName,
            BirthDate = customer.BirthDate,
            Email = customer.Email,
            Phone = customer.Phone,
            PhoneE164 = customer.PhoneE164,
            TaxId = taxIds.Open(account?.TaxIdSealed),
        };
        var likely = (await duplicates.BeforeCreating(image, ct)).Where(c => c.IsLikely).ToList();
        if (likely.Count == 0)
            return;
        var first = likely[0];
        throw new Refusal(
            "possible_duplicate",
            $"{first.DisplayName} seems to be the same. Merge them, or send ?on_duplicate=create to go on.",
            new Dictionary<string, object?> { ["candidates"] = likely }
        );
    }

    private async Task<Guid> SystemUser(CancellationToken ct) =>
        await db.Users.Where(u => u.Status == UserStatus.System).Select(u => u.Id).FirstAsync(ct);
}
