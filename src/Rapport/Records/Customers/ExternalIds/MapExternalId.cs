using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.ExternalIds;

[EventName("external_id.added")]
public sealed record ExternalIdAdded(Guid CustomerId, Guid PartId, Dictionary<string, FieldChange>? Changes)
    : CustomerPartEvent(CustomerId, "external_id", PartId, Changes);

[EventName("external_id.removed")]
public sealed record ExternalIdRemoved(Guid CustomerId, Guid PartId, Dictionary<string, FieldChange>? Changes)
    : CustomerPartEvent(CustomerId, "external_id", PartId, Changes);

/// <summary>Notes what another system calls a customer, or forgets it.</summary>
public sealed partial class MapExternalId(RapportDb db, Changes changes, CustomerParts parts, CustomerAccess customers, TimeProvider clock)
{
    public sealed record Request(string? System, string? Value);

    public async Task<ExternalId> Run(Guid customerId, Request request, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var customer = await parts.Owner(customerId, Permission.WriteCustomers, ct);
        var errors = new Errors();
        var system = errors.Text("system", request.System, 60)?.ToLowerInvariant() ?? ExternalId.DefaultSystem;
        if (!SystemName().IsMatch(system))
            errors.Add("system", "Use letters, digits, dots, dashes and underscores, such as hubspot.");
        var value = errors.Text("value", request.Value, 200, required: true);
        errors.ThrowInvalid();

        var external = new ExternalId
        {
            CustomerId = customer.Id,
            System = system,
            Value = value!,
            CreatedAt = clock.Now(),
        };
        // Two may claim it at once: the index decides, and whoever was second is told.
        var inserted = await db.Execute(
            $"""
            insert into external_ids (organization_id, id, customer_id, system, value, created_at)
            values ({db.TenantId}, {external.Id}, {customer.Id}, {system}, {value}, {external.CreatedAt}) on conflict do nothing
            """,
            ct
        );
        if (inserted == 0)
            throw await Taken(customer, system, value!, ct);
        changes.Raise(new ExternalIdAdded(customer.Id, external.Id, new() { [system] = new(null, value) }));
        await change.Save(ct);
        return external;
    }

    public async Task Remove(Guid customerId, Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var customer = await parts.Owner(customerId, Permission.WriteCustomers, ct);
        var external =
            await db.ExternalIds.SingleOrDefaultAsync(e => e.Id == id && e.CustomerId == customer.Id, ct)
            ?? throw new Missing("external ID of this customer");
        db.Remove(external);
        external.Raise(new ExternalIdRemoved(customer.Id, external.Id, new() { [external.System] = new(external.Value, null) }));
        await change.Save(ct);
    }

    private async Task<Refusal> Taken(Customer customer, string system, string value, CancellationToken ct)
    {
        var holder = await db
            .ExternalIds.AsNoTracking()
            .Where(e => e.System == system && e.Value == value)
            .Select(e => e.CustomerId)
            .FirstOrDefaultAsync(ct);
        // Of a holder out of the caller's reach, that it is taken is all that is said.
        var isSeen = (await customers.NamesSeen([holder], ct)).Count > 0;
        return new Refusal(
            "external_id_taken",
            holder == customer.Id ? "This customer has this external ID already." : $"Another customer has the external ID {value}.",
            isSeen ? new Dictionary<string, object?> { ["customer_id"] = holder } : null
        );
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]*$")]
    private static partial Regex SystemName();
}
