using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts.Intake;

/// <summary>Keeps facts that cannot be joined yet, and gives them back when what they wait for has come.</summary>
public sealed class WaitingFacts(RapportDb db, Changes changes, Access access)
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
                    $"""
                    delete from waiting_facts where organization_id = {db.TenantId} and type = {group.Key} and {Sql.In("external_id", some)}
                    """,
                    ct
                );
        await new Batch(db)
            .Insert(
                Rows,
                [
                    .. last.Where(o => o.Result == FactResult.Waiting)
                        .Select(o => (o.Draft, Rights: WaitingRights.Of(access, o.Draft.Kind!)))
                        .Select(w => new WaitingFact
                        {
                            OrganizationId = db.TenantId,
                            Type = w.Draft.Kind!.Type,
                            ExternalId = w.Draft.ExternalId!,
                            WaitsFor = w.Draft.WaitsFor ?? w.Draft.Customer!.Awaited!,
                            Payload = w.Draft.Raw!.Value.GetRawText(),
                            BroughtById = w.Rights.UserId,
                            BranchId = w.Rights.BranchId,
                            Scope = w.Rights.Scope,
                            ReceivedAt = now,
                        }),
                ]
            )
            .Run(ct);
    }

    /// <summary>External IDs of waiting facts that another brought: whoever reaches a part only leaves them alone.</summary>
    public async Task<HashSet<string>> OfOthers(FactKind kind, IEnumerable<string> externalIds, CancellationToken ct)
    {
        var others = new HashSet<string>();
        if (access.Require(kind.Write) == Scope.All || !await Any(ct))
            return others;
        foreach (var some in externalIds.Distinct().Chunk(AtOnce))
            others.UnionWith(
                await db.Rows(
                    $"""
                    select external_id from waiting_facts where organization_id = {db.TenantId} and type = {kind.Type} and {Sql.In(
                        "external_id",
                        some
                    )}
                      and (brought_by_id is null or brought_by_id <> {access.Caller.UserId ?? Guid.Empty})
                    """,
                    row => row.Text(0),
                    ct
                )
            );
        return others;
    }

    /// <summary>Those whose turn came and who were refused do not wait any longer; the log tells what was wrong with them.</summary>
    public async Task Refuse(IEnumerable<FactOutcome> outcomes, CancellationToken ct)
    {
        foreach (
            var (draft, _, _) in outcomes.Where(o => o is { Result: FactResult.Rejected, Draft: { Kind: not null, ExternalId: not null } })
        )
        foreach (
            var id in await db.Rows(
                $"""
                delete from waiting_facts where organization_id = {db.TenantId} and type = {draft.Kind!.Type}
                  and external_id = {draft.ExternalId} returning id
                """,
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
            exists (select 1 from external_ids e where e.organization_id = waiting_facts.organization_id
              and e.system = {Customers.ExternalId.DefaultSystem} and e.value = substr(waiting_facts.waits_for, 13))
            and waits_for >= 'external_id:' and waits_for < 'external_id;'
            """,
            ct
        );
        var byEmail = await db.Rows(
            $"""
            select distinct waits_for from waiting_facts where organization_id = {db.TenantId} and waits_for >= 'email:'
              and waits_for < 'email;' limit {AtOnce}
            """,
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
            $"""
            select type, payload, brought_by_id, branch_id, scope from waiting_facts where organization_id = {db.TenantId} and {which}
            order by received_at, id limit {AtOnce}
            """,
            row => Draft(row.Text(0), row.Text(1), new(row.IdOrNull(2), row.IdOrNull(3), Words.Parse<Scope>(row.Text(4)))),
            ct
        );

    private static FactDraft Draft(string type, string payload, WaitingRights rights)
    {
        using var document = JsonDocument.Parse(payload);
        var draft = ReadFact.Of(0, document.RootElement.Clone(), FactKind.Named(type));
        draft.Rights = rights;
        return draft;
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
        .Column("brought_by_id", w => w.BroughtById)
        .Column("branch_id", w => w.BranchId)
        .Column("scope", w => w.Scope)
        .Column("received_at", w => w.ReceivedAt)
        .OnConflict(
            "on conflict (organization_id, type, external_id) do update set waits_for = excluded.waits_for, payload = excluded.payload, "
                + "brought_by_id = excluded.brought_by_id, branch_id = excluded.branch_id, scope = excluded.scope"
        );
}

/// <summary>Joins waiting facts to customers as they come, by whatever way they come.</summary>
public sealed class JoinWaitingFacts(TakeFacts take, WaitingFacts waiting, FactCustomers customers, Access access, RapportDb db)
    : Platform.Events.IEventReader
{
    public static string Name => "waiting_facts";

    public static Sql Follows => Sql.Raw("e.name <> 'facts.written' and e.touches like '%customer%'");

    /// <summary>A read is one transaction: who is refused goes with what is taken in.</summary>
    public async Task Read(IReadOnlyList<Platform.Events.SealedEvent> events, CancellationToken ct)
    {
        if (events.Count == 0)
            return;
        if (!access.IsKnown)
            access.Admit(Caller.Program(db.TenantId));
        while (await waiting.Joinable(customers, ct) is { Count: > 0 } joinable)
        {
            var outcomes = await take.Waited(joinable, drafts => take.Run(drafts, new FactOptions(), ct));
            await waiting.Refuse(outcomes, ct);
            if (outcomes.All(o => o.Result == FactResult.Waiting))
                break;
        }
    }
}
