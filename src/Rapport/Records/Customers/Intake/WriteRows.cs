using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake.Rows;
using Rapport.Records.Import.Undo;

namespace Rapport.Records.Customers.Intake;

/// <summary>
/// Writes what was decided: new customers with all that belongs to and derives from them in one go, known ones as far as they changed.
/// </summary>
internal sealed class WriteRows(RapportDb db, IntakeRun intake)
{
    private readonly CustomerIndex index = new(db);
    private readonly Guid organization = db.TenantId;
    private readonly DateTimeOffset now = intake.Catalog.Now;

    public async Task<List<RowOutcome>> Run(List<Decision> decisions, Action<Batch, IReadOnlyList<RowOutcome>> also, CancellationToken ct)
    {
        var (known, before) = await Change(decisions, ct);
        var changed = known.Values.Where(r => r.Noted.Any).ToList();
        var fresh = decisions.Select(d => d.New).OfType<CustomerRecord>().ToList();
        await intake.Extras.Store(db, ct);
        await StoreTags(fresh.Concat(changed), ct);

        var batch = new Batch(db);
        AddNew(batch, fresh);
        AddParts(batch, [.. fresh, .. changed]);
        await new FlagTexts(db, now).Run(batch, [.. fresh, .. changed], ct);
        batch.Insert(Tables.Pairs, Owned(decisions.Select(d => d.Pair).OfType<DuplicatePair>()));
        index.Write(batch, [.. fresh.Select(r => r.Image!)], new Dictionary<Guid, CustomerIndex.StoredRows>());
        batch.Insert(
            KeepCustomersInStep.Timeline,
            [.. fresh.Select(r => Entry(r, "customer.imported", "{}")), .. changed.Select(r => Entry(r, "customer.updated", Told(r)))]
        );
        var undo = changed.ToDictionary(r => r.Customer.Id, r => RowChange.Of(db, r, intake.Extras.IdOf));
        var outcomes = decisions
            .Select(d =>
                d.Changes is { } id && before.TryGetValue(id, out var old)
                    ? d.Outcome with
                    {
                        Before = old,
                        Change = undo.Remove(id, out var all) ? all : null,
                    }
                    : d.Outcome
            )
            .ToList();
        also(batch, outcomes);
        await batch.Run(ct);
        await FollowChanged(changed, ct);
        return outcomes;
    }

    /// <summary>Puts rows into the customers they change, and notes what stood there before.</summary>
    private async Task<(Dictionary<Guid, CustomerRecord>, Dictionary<Guid, Dictionary<string, object?>>)> Change(
        List<Decision> decisions,
        CancellationToken ct
    )
    {
        var known = await new LoadKnown(db, intake.Catalog, intake.ExternalIdSystem).Of(
            [.. decisions.Select(d => d.Changes).OfType<Guid>().Distinct()],
            ct
        );
        foreach (var decision in decisions)
            if (decision.Changes is { } id)
                intake.Make.Put(known[id], decision.Outcome.Draft, decision.OnlyBlanks);
        foreach (var record in known.Values.Where(r => r.Noted.Any))
        {
            record.Customer.UpdatedAt = now;
            db.Entry(record.Customer).State = Microsoft.EntityFrameworkCore.EntityState.Modified;
            if (record is { Account: { } account, AccountIsNew: false } && db.Entry(account).Properties.Any(p => p.IsModified))
                account.UpdatedAt = now;
        }
        return (known, known.ToDictionary(k => k.Key, k => k.Value.Noted.ByField.ToDictionary(f => f.Key, f => f.Value.From)));
    }

    private void AddNew(Batch batch, List<CustomerRecord> fresh) => batch.Insert(Tables.Customers, Owned(fresh.Select(r => r.Customer)));

    private void AddParts(Batch batch, List<CustomerRecord> records)
    {
        foreach (var record in records.Where(r => !r.IsNew && r.NewCustom.Count > 0))
            batch.Write(
                $"""
                delete from custom_field_values where organization_id = {organization} and customer_id = {record.Customer.Id}
                  and {Sql.In("field_id", record.NewCustom.Select(k => intake.Extras.IdOf(record.Custom[k].Field)).ToList())}
                """
            );
        batch
            .Insert(Tables.Accounts, Owned(records.Where(r => r.AccountIsNew).Select(r => r.Account!)))
            .Insert(Tables.Contacts, Owned(records.SelectMany(r => r.NewContacts)))
            .Insert(Tables.Addresses, Owned(records.SelectMany(r => r.NewAddresses)))
            .Insert(
                Tables.CustomerTags,
                Owned(
                    records.SelectMany(r =>
                        r.NewTags.Select(key => new CustomerTag
                        {
                            CustomerId = r.Customer.Id,
                            TagId = intake.Tags[key],
                            CreatedAt = now,
                        })
                    )
                )
            )
            .Insert(
                Tables.ExternalIds,
                Owned(
                    records.SelectMany(r =>
                        r.NewExternalIds.Select(id => new ExternalId
                        {
                            CustomerId = r.Customer.Id,
                            System = intake.ExternalIdSystem,
                            Value = id,
                            CreatedAt = now,
                        })
                    )
                )
            )
            .Insert(
                Tables.CustomValues,
                Owned(
                    records.SelectMany(r =>
                        r.NewCustom.Select(k => r.Custom[k])
                            .SelectMany(c =>
                                c.Values.Select(v => new CustomFieldValue
                                {
                                    CustomerId = r.Customer.Id,
                                    FieldId = intake.Extras.IdOf(c.Field),
                                    Value = v.Value,
                                    Number = v.Number,
                                })
                            )
                    )
                )
            );
    }

    /// <summary>The derived rows of known customers come from what now stands in the tables, as after any other change.</summary>
    private async Task FollowChanged(List<CustomerRecord> changed, CancellationToken ct)
    {
        if (changed.Count == 0)
            return;
        var ids = changed.Select(r => r.Customer.Id).ToList();
        var before = await index.Stored(ids, ct);
        await db.SaveChangesAsync(ct);
        var after = await new SearchDocuments(db, intake.TaxIds).Of(ids, ct);
        var batch = new Batch(db);
        index.Write(batch, after.Values, before);
        await batch.Run(ct);
    }

    /// <summary>Sees to it that every tag exists. Two imports may make one at once: the second finds the first's.</summary>
    private async Task StoreTags(IEnumerable<CustomerRecord> records, CancellationToken ct)
    {
        var wanted = records
            .SelectMany(r => r.NewTags.Select(key => (Key: key, Name: r.Tags[key])))
            .DistinctBy(t => t.Key)
            .Where(t => !intake.Tags.ContainsKey(t.Key))
            .ToList();
        if (wanted.Count == 0)
            return;
        var found = new List<(string Key, Guid Id)>();
        await new Batch(db)
            .Insert(
                Tables.Tags,
                Owned(
                    wanted
                        .OrderBy(t => t.Key, StringComparer.Ordinal)
                        .Select(t => new Tag
                        {
                            Name = t.Name,
                            NameKey = t.Key,
                            CreatedAt = now,
                        })
                )
            )
            .Read(
                found,
                $"""
                select name_key, id from tags where organization_id = {organization}
                  and {Sql.In("name_key", wanted.Select(t => t.Key).ToList())}
                """,
                row => (row.Text(0), row.Id(1))
            )
            .Run(ct);
        foreach (var (key, id) in found)
            intake.Tags[key] = id;
    }

    private TimelineEntry Entry(CustomerRecord record, string type, string details) =>
        new()
        {
            OrganizationId = organization,
            CustomerId = record.Customer.Id,
            OccurredAt = now,
            Type = type,
            ActorId = db.Tenant.ActorId,
            Details = details,
            SourceType = "import",
            SourceId = intake.SourceId,
        };

    private static string Told(CustomerRecord record) =>
        JsonSerializer.Serialize(
            new { changes = record.Noted.ByField.Where(f => !f.Key.Contains(' ', StringComparison.Ordinal)).ToDictionary() },
            ApiJson.Options
        );

    private List<T> Owned<T>(IEnumerable<T> rows)
        where T : Entity
    {
        var list = rows.ToList();
        foreach (var row in list)
            row.OrganizationId = organization;
        return list;
    }
}
