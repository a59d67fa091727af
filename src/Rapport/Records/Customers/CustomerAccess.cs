using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Merge;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>
/// Finds a customer for the caller: another organization's is missing, one out of scope is forbidden, a merged one has moved.
/// </summary>
public sealed class CustomerAccess(RapportDb db, Access access)
{
    /// <summary>The customer, locked against other writers until the running change ends.</summary>
    public async Task<Customer> ForChange(Guid id, Permission permission, CancellationToken ct)
    {
        var customer = await Locked(id, ct) ?? throw new Missing("customer");
        if (customer.MergedIntoId is not null)
            throw new Moved(id, await Survivor(customer, ct));
        await Require(permission, customer, ct);
        return customer;
    }

    /// <summary>
    /// Whether a field may name this customer: another organization's and one that is merged away are not there, one out of reach is
    /// forbidden.
    /// </summary>
    public async Task<bool> MayName(Guid id, Permission permission, CancellationToken ct)
    {
        if (await db.Customers.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.MergedIntoId == null, ct) is not { } customer)
            return false;
        await Require(permission, customer, ct);
        return true;
    }

    /// <summary>What those of them are called whom the caller may see; a refusal must not name the others.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesSeen(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        ids.Count == 0 || !access.Has(Permission.ReadCustomers)
            ? new Dictionary<Guid, string>()
            : (
                await db.Rows(
                    $"""
                    select c.id, c.display_name from customers c where c.organization_id = {db.TenantId} and {Sql.In(
                        "c.id",
                        ids
                    )} and {Visible(Permission.ReadCustomers, "c")}
                    """,
                    row => (Id: row.Id(0), Name: row.Text(1)),
                    ct
                )
            ).ToDictionary(c => c.Id, c => c.Name);

    /// <summary>These customers, locked in the order of their IDs so that two changes never wait for each other.</summary>
    public async Task<List<Customer>> AllForChange(IEnumerable<Guid> ids, Permission permission, CancellationToken ct)
    {
        var customers = new List<Customer>();
        foreach (var id in ids.Distinct().Order(Ids.Order))
            customers.Add(await ForChange(id, permission, ct));
        return customers;
    }

    /// <summary>Who a merged record's ID leads to in the end.</summary>
    public async Task<Guid> Survivor(Customer merged, CancellationToken ct) =>
        (await db.Rows(MergedInto.SurvivorOf(db.TenantId, merged.Id), row => row.Id(0), ct)).Single();

    public async Task Require(Permission permission, Customer customer, CancellationToken ct)
    {
        var scope = access.Require(permission);
        var inTeam =
            !access.Reaches(scope, customer.OwnerId, customer.BranchId, false)
            && access.Caller.UserId is { } me
            && await db.TeamMembers.AnyAsync(t => t.CustomerId == customer.Id && t.UserId == me, ct);
        access.Require(permission, customer, inTeam);
    }

    /// <summary>The condition that a customer, named by its table's alias, is visible to the caller.</summary>
    public Sql Visible(Permission permission, string alias) =>
        access.Visible(
            permission,
            alias,
            Sql.Of(
                $"""
                exists (select 1 from team_members m
                where m.organization_id = {Sql.Raw(alias)}.organization_id and m.customer_id = {Sql.Raw(alias)}.id
                and m.user_id = {access.Caller.UserId ?? Guid.Empty})
                """
            )
        );

    // No key changes, so rows that point here may be written meanwhile: two moves in the hierarchy would else wait for each other.
    private Task<Customer?> Locked(Guid id, CancellationToken ct) => db.Held<Customer>(id, RowLock.NoKeyUpdate).SingleOrDefaultAsync(ct);
}
