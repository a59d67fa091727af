using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Records.Import.Undo;

/// <summary>Removes customers that the import made, with all that belongs to them, unless somebody worked on them since.</summary>
internal sealed class RemoveCreated(RapportDb db, Guid import, ImportRights rights)
{
    private static readonly string[] Owned =
    [
        "customer_tags",
        "external_ids",
        "personal_data_flags",
        "custom_field_values",
        "contacts",
        "addresses",
        "timeline_entries",
        "customer_search",
        "name_words",
        "customer_summary",
    ];

    /// <returns>Those that went, and those that stay with the reason.</returns>
    public async Task<(List<Guid> Removed, List<UndoOutcome.Left> Left)> Run(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
            return ([], []);
        var reasons = await Reasons(ids, ct);
        var removed = ids.Where(id => !reasons.ContainsKey(id)).ToList();
        if (removed.Count > 0)
            await Remove(removed, ct);
        return (removed, [.. reasons.Select(r => new UndoOutcome.Left(r.Key, r.Value, []))]);
    }

    private async Task<Dictionary<Guid, string>> Reasons(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var organization = db.TenantId;
        var merged = await db.Rows(
            $"""
            select survivor_id from merges where organization_id = {organization} and {Sql.In("survivor_id", ids)}
            union select customer_id from merged_customers where organization_id = {organization} and {Sql.In("customer_id", ids)}
            """,
            row => row.Id(0),
            ct
        );
        var changed = await db.Rows(
            $"""
            select customer_id from timeline_entries where organization_id = {organization} and {Sql.In(
                "customer_id",
                ids
            )} and not (source_type = {"import"} and source_id = {import})
            union select customer_id from contacts where organization_id = {organization} and {Sql.In(
                "customer_id",
                ids
            )} and (version > 1 or archived_at is not null)
            union select customer_id from addresses where organization_id = {organization} and {Sql.In(
                "customer_id",
                ids
            )} and (version > 1 or archived_at is not null)
            union select from_customer_id from relationships where organization_id = {organization} and {Sql.In("from_customer_id", ids)}
            union select to_customer_id from relationships where organization_id = {organization} and {Sql.In("to_customer_id", ids)}
            union select customer_id from team_members where organization_id = {organization} and {Sql.In("customer_id", ids)}
            union select parent_id from customers where organization_id = {organization} and {Sql.In("parent_id", ids)}
            union select id from customers where organization_id = {organization} and {Sql.In(
                "id",
                ids
            )} and (archived_at is not null or parent_id is not null)
            """,
            row => row.Id(0),
            ct
        );
        var reasons = changed.Distinct().ToDictionary(id => id, _ => "changed_since");
        foreach (var id in merged)
            reasons[id] = "merged";
        foreach (
            var (id, owner, branch) in await db.Rows(
                $"select id, owner_id, branch_id from customers where organization_id = {organization} and {Sql.In("id", ids)}",
                row => (row.Id(0), row.IdOrNull(1), row.IdOrNull(2)),
                ct
            )
        )
            if (!rights.Reach(owner, branch))
                reasons[id] = "out_of_reach";
        return reasons;
    }

    private async Task Remove(List<Guid> ids, CancellationToken ct)
    {
        var (organization, index) = (db.TenantId, new CustomerIndex(db));
        var stored = await index.Stored(ids, ct);
        var batch = new Batch(db);
        index.Forget(batch, stored.Values);
        foreach (var table in Owned)
            batch.Write($"delete from {Sql.Raw(table)} where organization_id = {organization} and {Sql.In("customer_id", ids)}");
        index.ForgetSpellings(batch, stored.Values.SelectMany(s => s.Words).Distinct());
        var keys = stored.Values.SelectMany(s => s.Keys).Distinct().ToList();
        if (keys.Count > 0)
            batch.Write(
                $"delete from match_keys where organization_id = {organization} and {Sql.In("key", keys)} and {Sql.In("customer_id", ids)}"
            );
        batch
            .Write($"delete from duplicate_pairs where organization_id = {organization} and {Sql.In("low_id", ids)}")
            .Write($"delete from duplicate_pairs where organization_id = {organization} and {Sql.In("high_id", ids)}")
            .Write($"delete from accounts where organization_id = {organization} and {Sql.In("id", ids)}")
            .Write($"delete from customers where organization_id = {organization} and {Sql.In("id", ids)}");
        await batch.Run(ct);
    }
}
