using Rapport.Platform.Data;
using Rapport.Platform.Jobs;

namespace Rapport.Insight.Lifecycle;

/// <summary>
/// Once a day: the rules for all customers of an organization, since time alone moves some, and the renewals that come up. A lot at a
/// time, each in a change of its own; run again, it goes on with those it had not reached.
/// </summary>
internal sealed class EvaluateDaily(RapportDb db, Changes changes, EvaluateRules rules, OpenRenewals renewals)
    : IJob<EvaluateDaily.Arguments>
{
    public sealed record Arguments;

    public static string Kind => "evaluate_stage_rules";

    /// <summary>Queues the job for each organization.</summary>
    public static async Task Queue(Database database, DateTimeOffset now, CancellationToken ct) =>
        await database.Write(
            async connection =>
            {
                var organizations = await connection.Rows($"select id from organizations", row => row.Id(0), ct);
                foreach (var organization in organizations)
                    await connection.Execute(
                        $"""
                        insert into jobs (id, organization_id, kind, arguments, state, run_at, attempts)
                        values ({Ids.Next()}, {organization}, {Kind}, {"{}"}, {JobState.Waiting}, {now}, 0)
                        """,
                        ct
                    );
                return organizations.Count;
            },
            ct
        );

    public async Task Run(Arguments arguments, CancellationToken ct)
    {
        foreach (var rule in await rules.Rules(ct))
            for (Guid? after = Guid.Empty; after is { } from; )
            {
                await using var change = await changes.Begin(ct);
                after = await rules.Next(rule, await StageMap.Load(db, ct), from, ct);
                await change.Save(ct);
                db.ChangeTracker.Clear();
            }
        await renewals.Run(ct);
    }
}
