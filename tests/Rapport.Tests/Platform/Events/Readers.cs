using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Tests.Platform.Events;

/// <summary>Writes down what it reads in a table whose key refuses a second time.</summary>
public sealed class Recorder(RapportDb db) : IEventReader
{
    public static string Name => "test.recorder";

    public async Task Read(IReadOnlyList<SealedEvent> events, CancellationToken ct)
    {
        foreach (var sealedEvent in events)
            await db.Execute(
                $"""
                insert into test_readings (organization_id, reader, position, event_id)
                values ({db.TenantId}, {Name}, {sealedEvent.Position}, {sealedEvent.Line.Id})
                """,
                ct
            );
    }
}

/// <summary>Fails on each event that says so, after having written something that must not stay.</summary>
public sealed class Fussy(RapportDb db, EventPayload payloads) : IEventReader
{
    public static string Name => "test.fussy";

    public async Task Read(IReadOnlyList<SealedEvent> events, CancellationToken ct)
    {
        var texts = await payloads.Read(events.Select(e => e.Line).ToList(), ct);
        foreach (var sealedEvent in events)
        {
            await db.Execute(
                $"""
                insert into test_readings (organization_id, reader, position, event_id)
                values ({db.TenantId}, {Name}, {sealedEvent.Position}, {sealedEvent.Line.Id})
                """,
                ct
            );
            if (sealedEvent.Line.Name != "test.noted")
                continue;
            var text = texts[sealedEvent.Line.Id]!.Value.GetProperty("data").GetProperty("text").GetString()!;
            if (text == "poison")
                throw new InvalidOperationException("This one cannot be digested.");
            // What a call outward throws when it takes too long.
            if (text == "slow poison")
                throw new TaskCanceledException("The other side did not answer.");
        }
    }
}

/// <summary>A reader that a later version brings.</summary>
public sealed class Latecomer(RapportDb db) : IEventReader
{
    public static string Name => "test.latecomer";

    public async Task Read(IReadOnlyList<SealedEvent> events, CancellationToken ct)
    {
        foreach (var sealedEvent in events)
            await db.Execute(
                $"""
                insert into test_readings (organization_id, reader, position, event_id)
                values ({db.TenantId}, {Name}, {sealedEvent.Position}, {sealedEvent.Line.Id})
                """,
                ct
            );
    }
}

internal static class ReadersOnTest
{
    public static readonly string[] Tables =
    [
        "test_readings (organization_id {id} not null, reader text not null, position bigint not null, event_id {id} not null, primary "
            + "key (organization_id, reader, position))",
    ];

    public static void Add(IServiceCollection services) => services.AddEventReader<Recorder>().AddEventReader<Fussy>();
}

public sealed class SqliteWithReaders : SqliteServer
{
    protected override IEnumerable<string> Tables => ReadersOnTest.Tables.Select(t => t.Replace("{id}", "blob"));

    protected override void Add(IServiceCollection services) => ReadersOnTest.Add(services);
}

public sealed class PostgresWithReaders : PostgresServer
{
    protected override IEnumerable<string> Tables => ReadersOnTest.Tables.Select(t => t.Replace("{id}", "uuid"));

    protected override void Add(IServiceCollection services) => ReadersOnTest.Add(services);
}
