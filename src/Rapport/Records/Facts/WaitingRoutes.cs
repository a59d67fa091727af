using System.Text.Json;
using System.Text.Json.Nodes;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>The queue of facts that wait for their customer, for whoever brings facts in.</summary>
internal static class WaitingRoutes
{
    public sealed record Waiting(Guid Id, string Type, string ExternalId, string WaitsFor, JsonElement Fact, DateTimeOffset ReceivedAt);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/facts/waiting", List)
            .Named("listUnmatchedFacts", "List unmatched records")
            .TakesParts(("type", "Only records of this type"))
            .WithTags("Facts")
            .Needs(Permission.WriteFacts);
        app.MapDelete("/api/facts/waiting/{id}", Drop)
            .Named("deleteUnmatchedFact", "Delete an unmatched record")
            .Produces(204)
            .WithTags("Facts")
            .Needs(Permission.WriteFacts);
    }

    /// <summary>Those of kinds that the caller may bring in or read: a payment waits unseen by whom payments are hidden from.</summary>
    internal static Listing<Waiting> All(Reads reads, Access access, string? type) =>
        new(
            Sql.Raw("id, type, external_id, waits_for, payload, received_at"),
            Sql.Raw("waiting_facts"),
            $"""
            organization_id = {reads.Tenant}
            and ({Sql.In("type", Types(access, type, isAll: true))}
            or ({Sql.In("type", Types(access, type, isAll: false))}
            and brought_by_id = {access.Caller.UserId ?? Guid.Empty}))
            """,
            Read
        )
        {
            Id = "id",
            IdOf = w => w.Id,
        };

    private static List<string> Types(Access access, string? type, bool isAll) =>
        [
            .. FactKind
                .All.Where(k => Sees(access, k) && SeesAll(access, k) == isAll && (type is null || k.Type == type))
                .Select(k => k.Type),
        ];

    /// <summary>A waiting fact is nobody's yet: whoever reaches a part of the customers sees what they brought themselves.</summary>
    private static bool SeesAll(Access access, FactKind kind) =>
        new[] { kind.Read, kind.Write }.Any(p => access.Has(p) && access.Require(p) == Scope.All);

    internal static bool Sees(Access access, FactKind kind) => (access.Has(kind.Read) || access.Has(kind.Write)) && !access.Hides(kind);

    private static Task<Page<Waiting>> List(HttpRequest request, Reads reads, Access access, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        var type = query.Text("type", 40);
        query.Done();
        return All(reads, access, type).Run(reads, paging, descending: true, ct);
    }

    private static async Task<IResult> Drop(Guid id, DropWaitingFact drop, CancellationToken ct)
    {
        await drop.Run(id, ct);
        return Results.NoContent();
    }

    private static Waiting Read(Row row)
    {
        var fact = JsonNode.Parse(row.Text(4))!.AsObject();
        // Whose note it is to be is known to whoever wrote it.
        if (
            row.Text(1) == "note"
            && fact["visibility"]?.GetValueKind() == JsonValueKind.String
            && fact["visibility"]!.GetValue<string>() == "private"
        )
            foreach (var word in new[] { "title", "content" })
                fact.Remove(word);
        return new Waiting(row.Id(0), row.Text(1), row.Text(2), row.Text(3), JsonSerializer.SerializeToElement(fact), row.Time(5));
    }
}

/// <summary>Gives up on a fact that waits.</summary>
public sealed class DropWaitingFact(RapportDb db, Changes changes, Access access)
{
    public async Task Run(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var (type, broughtBy) = (
            await db.Rows(
                $"delete from waiting_facts where organization_id = {db.TenantId} and id = {id} returning type, brought_by_id",
                row => (row.Text(0), row.IdOrNull(1)),
                ct
            )
        ).SingleOrDefault();
        if (type is null || FactKind.Named(type) is not { } kind || !WaitingRoutes.Sees(access, kind))
            throw new Missing("waiting fact");
        var scope = access.Require(kind.Write);
        if (scope != Scope.All && broughtBy != access.Caller.UserId)
            throw new Forbidden(Words.Of(kind.Write), Words.Of(scope));
        changes.Raise(new WaitingFactDropped(id));
        await change.Save(ct);
    }
}

/// <summary>
/// What it waited for came, and it was refused after all. The names of the fields alone: what stood in them may be somebody's.
/// </summary>
[Platform.Events.EventName("waiting_fact.refused")]
public sealed record WaitingFactRefused(Guid WaitingId, string Type, IReadOnlyList<string> Fields) : Platform.Events.DomainEvent
{
    public override string SubjectType => "waiting_fact";
    public override Guid SubjectId => WaitingId;
    public override IEnumerable<string> Touches => ["waiting_facts"];
}

[Platform.Events.EventName("waiting_fact.dropped")]
public sealed record WaitingFactDropped(Guid WaitingId) : Platform.Events.DomainEvent
{
    public override string SubjectType => "waiting_fact";
    public override Guid SubjectId => WaitingId;
    public override IEnumerable<string> Touches => ["waiting_facts"];
}
