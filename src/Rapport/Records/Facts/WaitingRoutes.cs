using System.Text.Json;
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
        app.MapGet("/api/facts/waiting", List).WithTags("Facts").Needs(Permission.WriteFacts);
        app.MapDelete("/api/facts/waiting/{id}", Drop).WithTags("Facts").Needs(Permission.WriteFacts);
    }

    internal static Listing<Waiting> All(Reads reads, string? type) => new(Sql.Raw("id, type, external_id, waits_for, payload, received_at"), Sql.Raw("waiting_facts"),
        type is null ? $"organization_id = {reads.Tenant}" : (Sql)$"organization_id = {reads.Tenant} and type = {type}", Read) { Id = "id", IdOf = w => w.Id };

    private static Task<Page<Waiting>> List(HttpRequest request, Reads reads, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        var type = query.Text("type", 40);
        query.Done();
        return All(reads, type).Run(reads, paging, descending: true, ct);
    }

    private static async Task<IResult> Drop(Guid id, DropWaitingFact drop, CancellationToken ct)
    {
        await drop.Run(id, ct);
        return Results.NoContent();
    }

    private static Waiting Read(Row row)
    {
        using var fact = JsonDocument.Parse(row.Text(4));
        return new Waiting(row.Id(0), row.Text(1), row.Text(2), row.Text(3), fact.RootElement.Clone(), row.Time(5));
    }
}

/// <summary>Gives up on a fact that waits.</summary>
public sealed class DropWaitingFact(RapportDb db, Changes changes)
{
    public async Task Run(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        if (await db.Execute($"delete from waiting_facts where organization_id = {db.TenantId} and id = {id}", ct) == 0) throw new Missing("waiting fact");
        changes.Raise(new WaitingFactDropped(id));
        await change.Save(ct);
    }
}

/// <summary>What it waited for came, and it was refused after all. The names of the fields alone: what stood in them may be somebody's.</summary>
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
