using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Records.Facts.Intake;

/// <summary>Keeps facts that cannot be joined yet, and gives them back when what they wait for has come.</summary>
public sealed class WaitingFacts(RapportDb db, Changes changes)
{
    private const int AtOnce = 1_000;

    /// <summary>
    /// Parks those that wait, and forgets those that came through. Of a fact that is told more than once the last word counts.
    /// </summary>
    /// <param name="outcomes">In the order of their rows.</param>
    public async Task Settle(IEnumerable<FactOutcome> outcomes, DateTimeOffset now, CancellationToken ct)
    {
        var last = outcomes
            .Where(o => o.Result != FactResult.Rejected && o.Draft.ExternalId is not null)
            .GroupBy(o => o.Draft.Name)
            .Select(g => g.Last())
            .ToList();
        var done = last.Where(o => o.Result != FactResult.Waiting).Select(o => o.Draft).ToList();
        if (done.Count > 0 && await Any(ct))
            foreach (var group in done.GroupBy(d => d.Kind!.Type))
            foreach (var some in group.Select(d => d.ExternalId!).Chunk(AtOnce))
                await db.Execute(
                    $"delete from waiting_facts where organization_id = {db.TenantId} and type = {group.Key} and {Sql.In("external_id", some)}",
                    ct
                );
        await new Batch(db)
            .Insert(
                Rows,
                [
                    .. last.Where(o => o.Result == FactResult.Waiting)
                        .Select(o => o.Draft)
                        .Select(d => new WaitingFact
                        {
                            OrganizationId = db.TenantId,
                            Type = d.Kind!.Type,
                            ExternalId = d.ExternalId!,
                            WaitsFor = d.WaitsFor ?? d.Customer!.Awaited!,
                            Payload = d.Raw!.Value.GetRawText(),
                            ReceivedAt = now,
                        }),
                ]
            )
            .Run(ct);
    }

    /// <summary>Those whose turn came and who were refused do not wait any longer; the log tells what was wrong with them.</summary>
    public async Task Refuse(IEnumerable<FactOutcome> outcomes, CancellationToken ct)
    {
        foreach (
            var (draft, _, _) in outcomes.Where(o => o is { Result: FactResult.Rejected, Draft: { Kind: not null, ExternalId: not null } })
        )
        foreach (
            var id in await db.Rows(
                $"delete from waiting_facts where organization_id = {db.TenantId} and type = {draft.Kind!.Type} and external_id = {draft.ExternalId} returning id",
                row => row.Id(0),
                ct
            )
        )
            changes.Raise(new WaitingFactRefused(id, draft.Kind.Type, [.. draft.Errors.ByField.Keys.Order(StringComparer.Ordinal)]));
    }

    /// <summary>Facts that wait for what has just arrived.</summary>
    public async Task<List<FactDraft>> Awaiting(IReadOnlyCollection<string> keys, CancellationToken ct) =>
        keys.Count == 0 || !await Any(ct) ? [] : await Drafts(Sql.In("waits_for", keys.ToArray()), ct);

    /// <summary>Those whose customer is here now.</summary>
    public async Task<List<FactDraft>> Joinable(FactCustomers customers, CancellationToken ct)
    {
        if (!await Any(ct))
            return [];
        var known = await Drafts(
            $"""
            exists (select 1 from external_ids e where e.organization_id = waiting_facts.organization_id and e.system = {Customers.ExternalId.DefaultSystem} and e.value = substr(waiting_facts.waits_for, 13))
            and waits_for >= 'external_id:' and waits_for < 'external_id;'
            """,
            ct
        );
        var byEmail = await db.Rows(
            $"select distinct waits_for from waiting_facts where organization_id = {db.TenantId} and waits_for >= 'email:' and waits_for < 'email;' limit {AtOnce}",
            row => row.Text(0),
            ct
        );
        var found = await customers.Of(byEmail.Select(w => new CustomerName(null, null, w["email:".Length..])), ct);
        if (found.Count > 0)
            known.AddRange(await Drafts(Sql.In("waits_for", found.Keys.ToArray()), ct));
        return known;
    }

    private Task<List<FactDraft>> Drafts(Sql which, CancellationToken ct) =>
        db.Rows(
            $"select type, payload from waiting_facts where organization_id = {db.TenantId} and {which} order by received_at, id limit {AtOnce}",
            row => Draft(row.Text(0), row.Text(1)),
            ct
        );

    private static FactDraft Draft(string type, string payload)
    {
        using var document = JsonDocument.Parse(payload);
        return ReadFact.Of(0, document.RootElement.Clone(), FactKind.Named(type));
    }

    private async Task<bool> Any(CancellationToken ct) =>
        (await db.Rows($"select 1 from waiting_facts where organization_id = {db.TenantId} limit 1", row => row.Int(0), ct)).Count > 0;

    private static readonly TableInsert<WaitingFact> Rows = new TableInsert<WaitingFact>("waiting_facts")
        .Column("organization_id", w => w.OrganizationId)
        .Column("id", w => w.Id)
        .Column("type", w => w.Type)
        .Column("external_id", w => w.ExternalId)
        .Column("waits_for", w => w.WaitsFor)
        .Column("payload", w => w.Payload)
        .Column("received_at", w => w.ReceivedAt)
        .OnConflict(
            "on conflict (organization_id, type, external_id) do update set waits_for = excluded.waits_for, payload = excluded.payload"
        );
}

/// <summary>Joins waiting facts to customers as they come, by whatever way they come.</summary>
public sealed class JoinWaitingFacts(
    TakeFacts take,
    WaitingFacts waiting,
    FactCustomers customers,
    Trust.Permissions.Access access,
    RapportDb db
) : Platform.Events.IEventReader
{
    public static string Name => "waiting_facts";

    public static Sql Follows => Sql.Raw("e.name <> 'facts.written' and e.touches like '%customer%'");

    /// <summary>A read is one transaction: who is refused goes with what is taken in.</summary>
    public async Task Read(IReadOnlyList<Platform.Events.SealedEvent> events, CancellationToken ct)
    {
        if (events.Count == 0)
            return;
        if (!access.IsKnown)
            access.Admit(Trust.Permissions.Caller.Program(db.TenantId));
        while (await waiting.Joinable(customers, ct) is { Count: > 0 } joinable)
        {
            var outcomes = await take.Run(joinable, new FactOptions(), ct);
            await waiting.Refuse(outcomes, ct);
            if (outcomes.All(o => o.Result == FactResult.Waiting))
                break;
        }
    }
}
