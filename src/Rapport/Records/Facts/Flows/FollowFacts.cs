using System.Security.Cryptography;
using System.Text;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts.Flows;

/// <summary>
/// What one part of the business owes another when a fact comes in: a deal that is won makes a customer of a prospect, a service that is
/// asked for opens a job card,
/// a job that is done is an interaction. Each happens once, however often and in whatever order the facts arrive: the fact bears the mark.
/// </summary>
public sealed class FollowFacts(RapportDb db, Access access, WonDeals deals, RequestedServices services, CompletedJobs jobs) : IEventReader
{
    private const int AtOnce = 500;

    public static string Name => "fact_flows";

    public static Sql Follows => Sql.Raw("e.name = 'facts.written' and e.subject_type in ('opportunity', 'appointment', 'service_visit')");

    public async Task Read(IReadOnlyList<SealedEvent> events, CancellationToken ct)
    {
        if (events.Count == 0)
            return;
        if (!access.IsKnown)
            access.Admit(Caller.Program(db.TenantId));
        foreach (var group in events.GroupBy(e => e.Line.SubjectType))
        {
            foreach (var customers in group.SelectMany(e => e.IdsIn("customer_ids")).Distinct().Chunk(AtOnce))
            {
                if (group.Key == "opportunity")
                    await deals.Run(customers, ct);
                else if (group.Key == "appointment")
                    await services.Run(customers, ct);
                else
                    await jobs.Run(customers, ct);
            }
        }
    }
}

/// <summary>What follows from a fact bears its name; and the fact bears the mark that it was followed.</summary>
internal static class Followed
{
    private const int MostOfId = 180;

    public static string NameOf(string prefix, string externalId) =>
        prefix
        + (externalId.Length <= MostOfId ? externalId : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(externalId))));

    public static Task Mark(RapportDb db, string table, IReadOnlyList<Guid> facts, DateTimeOffset now, CancellationToken ct) =>
        facts.Count == 0
            ? Task.CompletedTask
            : db.Execute(
                $"update {Sql.Raw(table)} set followed_at = {now} where organization_id = {db.TenantId} and {Sql.In("id", facts)}",
                ct
            );
}
