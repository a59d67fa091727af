using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Records.Customers.Intake;

/// <summary>
/// Opens the review of personal data in texts that rows bring, and closes those of texts they replace, as writing them one by one would.
/// </summary>
internal sealed class FlagTexts(RapportDb db, DateTimeOffset now)
{
    private const string Prefix = "custom_fields.";

    public async Task Run(Batch batch, IReadOnlyCollection<CustomerRecord> records, CancellationToken ct)
    {
        await Clear(batch, records.Where(r => !r.IsNew && r.NewCustom.Count > 0).ToDictionary(r => r.Customer.Id), ct);
        foreach (var record in records)
        foreach (var key in record.NewCustom)
            if (record.Custom[key].Values.FirstOrDefault(v => v.Kinds.Length > 0) is { } held)
                record.NewFlags.Add(
                    new PersonalDataFlag
                    {
                        OrganizationId = db.TenantId,
                        CustomerId = record.Customer.Id,
                        Field = Prefix + key,
                        Kinds = held.Kinds,
                        FoundAt = now,
                    }
                );
        batch.Insert(Tables.Flags, [.. records.SelectMany(r => r.NewFlags)]);
    }

    private async Task Clear(Batch batch, Dictionary<Guid, CustomerRecord> changed, CancellationToken ct)
    {
        if (changed.Count == 0)
            return;
        var open = await db.Rows(
            $"""
            select id, customer_id, field from personal_data_flags
            where organization_id = {db.TenantId} and {Sql.In(
                "customer_id",
                changed.Keys
            )} and status = {FlagStatus.Open} and relationship_id is null and record_id is null
            """,
            row => (Id: row.Id(0), Customer: row.Id(1), Field: row.Text(2)),
            ct
        );
        foreach (var (id, customer, field) in open)
            if (field.StartsWith(Prefix, StringComparison.Ordinal) && changed[customer].NewCustom.Contains(field[Prefix.Length..]))
                changed[customer].ClearedFlags.Add(id);
        var cleared = changed.Values.SelectMany(r => r.ClearedFlags).ToList();
        if (cleared.Count > 0)
            batch.Write(
                $"""
                update personal_data_flags set status = {FlagStatus.Cleared}, decided_at = {now}, version = version + 1
                where organization_id = {db.TenantId} and {Sql.In("id", cleared)}
                """
            );
    }
}
