using System.Data.Common;
using Rapport.Platform.Data;
using Rapport.Tests.Platform.Data;

namespace Rapport.Tests.Security;

/// <summary>Every row of every table, to be compared with itself later.</summary>
internal static class DatabaseImage
{
    /// <summary>Columns that note when a token was last seen change whenever somebody knocks.</summary>
    private static readonly string[] Restless = ["last_seen_at", "last_used_at"];

    /// <summary>When the clock last did its rounds, which it does whoever knocks.</summary>
    private const string Rounds = "schedule_marks";

    public static async Task<IReadOnlyDictionary<string, string[]>> Of(TestDatabase database)
    {
        await using var connection = await database.OpenPlain();
        var image = new Dictionary<string, string[]>();
        foreach (var table in (await DatabaseShape.Of(connection)).Tables.Where(t => t != Rounds))
            image[table] = await Rows(connection, table);
        return image;
    }

    /// <summary>An image of the database at rest: sealers, readers and jobs have done what there was to do.</summary>
    public static async Task<IReadOnlyDictionary<string, string[]>> AtRest(TestDatabase database)
    {
        for (IReadOnlyDictionary<string, string[]>? image = null; ; await Task.Delay(20))
        {
            if (await IsAtWork(database))
                continue;
            var later = await Of(database);
            if (image is not null && Differences(image, later).Count == 0)
                return later;
            image = later;
        }
    }

    private static async Task<bool> IsAtWork(TestDatabase database)
    {
        await using var connection = await database.OpenPlain();
        return (
                await connection.Rows(
                    $"""
                    select 1 where exists (select 1 from jobs where state = {"waiting"}
                      and (leased_until is not null or run_at <= {TimeProvider.System.GetUtcNow()}))
                    or exists (select 1 from events e where not exists
                      (select 1 from event_positions p where p.organization_id = e.organization_id and p.event_id = e.id))
                    """,
                    row => row.Long(0),
                    CancellationToken.None
                )
            ).Count > 0;
    }

    public static List<string> Differences(IReadOnlyDictionary<string, string[]> before, IReadOnlyDictionary<string, string[]> after) =>
        [
            .. from table in before.Keys.Union(after.Keys)
            let rows = (Before: before.GetValueOrDefault(table, []), After: after.GetValueOrDefault(table, []))
            from difference in rows
                .After.Except(rows.Before)
                .Select(r => $"{table} + {r}")
                .Concat(rows.Before.Except(rows.After).Select(r => $"{table} - {r}"))
            select difference,
        ];

    private static async Task<string[]> Rows(DbConnection connection, string table)
    {
        await using var command = Sql.Raw($"select * from {table}").Command(connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(
                string.Join(
                    '|',
                    Enumerable
                        .Range(0, reader.FieldCount)
                        .Where(i => !Restless.Contains(reader.GetName(i)))
                        .Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : reader.GetValue(i).ToString())
                )
            );
        return [.. rows];
    }
}
