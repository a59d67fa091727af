using System.Security.Cryptography;
using System.Text;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>
/// What one part of the business owes another when a fact comes in, such as that a won deal makes a prospect a customer. Each happens once,
/// however often and in whatever order the facts arrive: the fact bears the mark that it was followed.
/// </summary>
public abstract class FactFlow(RapportDb db, Access access)
{
    private const int AtOnce = 500;

    protected RapportDb Db => db;

    protected static Sql Written(string type) => $"{SealedEvent.IsOneOf(typeof(FactsWritten))} and e.subject_type = {type}";

    public async Task Read(IReadOnlyList<SealedEvent> events, CancellationToken ct)
    {
        if (events.Count == 0)
            return;
        if (!access.IsKnown)
            access.Admit(Caller.Program(db.TenantId));
        foreach (var customers in events.SelectMany(e => e.As<FactsWritten>()?.CustomerIds ?? []).Distinct().Chunk(AtOnce))
            await Follow(customers, ct);
    }

    /// <summary>Does what follows from the facts of these customers that bear no mark yet.</summary>
    protected abstract Task Follow(IReadOnlyList<Guid> customers, CancellationToken ct);
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
