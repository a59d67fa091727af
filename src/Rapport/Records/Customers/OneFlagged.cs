using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

/// <summary>
/// Keeps exactly one row of a group flagged: a customer's primary contact, the default address of each type.
/// The index that holds this is checked row by row, so the old flag must fall before the new one stands.
/// </summary>
public sealed class OneFlagged(RapportDb db, TimeProvider clock)
{
    /// <summary>Where the rows stand, and which of them share one flag.</summary>
    public sealed record Group(string Table, string Flag, Sql Rows)
    {
        public static Group ContactsOf(Guid customer) => new("contacts", "is_primary", $"customer_id = {customer}");

        public static Group AddressesOf(Guid customer, AddressType type) =>
            new("addresses", "is_default", $"customer_id = {customer} and address_type = {type}");
    }

    public async Task<bool> IsMissing(Group group, CancellationToken ct) =>
        (await db.Rows($"select 1 from {Live(group)} and {Sql.Raw(group.Flag)} = true limit 1", row => row.Int(0), ct)).Count == 0;

    /// <summary>Takes the flag from whichever other row has it, and says which one that was.</summary>
    public async Task<Guid?> TakeFrom(Group group, Guid except, CancellationToken ct)
    {
        var holders = await db.Rows(
            $"select id from {Live(group)} and {Sql.Raw(group.Flag)} = true and id <> {except}",
            row => row.Id(0),
            ct
        );
        if (holders.Count == 0)
            return null;
        await Set(group, holders[0], false, ct);
        return holders[0];
    }

    /// <summary>Gives the flag to the oldest row when none has it, and says which one that was.</summary>
    public async Task<Guid?> GiveToOldest(Group group, CancellationToken ct)
    {
        if (!await IsMissing(group, ct))
            return null;
        var rows = await db.Rows($"select id from {Live(group)} order by created_at, id limit 1", row => row.Id(0), ct);
        if (rows.Count == 0)
            return null;
        await Set(group, rows[0], true, ct);
        return rows[0];
    }

    private Sql Live(Group group) =>
        $"{Sql.Raw(group.Table)} where organization_id = {db.TenantId} and {group.Rows} and archived_at is null";

    private Task Set(Group group, Guid id, bool flag, CancellationToken ct) =>
        db.Execute(
            $"""
            update {Sql.Raw(group.Table)} set {Sql.Raw(group.Flag)} = {flag}, version = version + 1, updated_at = {clock.Now()}
            where organization_id = {db.TenantId} and id = {id}
            """,
            ct
        );
}
