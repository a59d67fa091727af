using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Jobs;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions.Attachments;

/// <summary>Deletes a file once nothing refers to its content.</summary>
public sealed class ForgetFile(RapportDb db, Changes changes, AttachedFiles files) : IJob<ForgetFile.Arguments>
{
    public sealed record Arguments(string Hash);

    public static string Kind => "forget_file";

    public async Task Run(Arguments arguments, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await db.Lock($"attachment {arguments.Hash}", ct);
        if (!await db.Set<Attachment>().AnyAsync(a => a.ContentHash == arguments.Hash, ct))
            await files.Forget(arguments.Hash, ct);
        await change.Save(ct);
    }
}

/// <summary>Files go with the note, interaction or other record they hang on.</summary>
internal sealed class DropAttachments(RapportDb db, Func<Changes> running, TimeProvider clock) : IFollowChanges
{
    public async Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
    {
        foreach (var written in events.OfType<FactsWritten>().Where(w => w.RemovedIds.Count > 0))
        {
            var gone = await db.Rows(
                $"""
                delete from attachments where organization_id = {db.TenantId} and related_type = {written.Type}
                  and {Sql.In("related_id", written.RemovedIds)} returning content_hash
                """,
                row => row.TextOrNull(0),
                ct
            );
            if (gone.Count == 0)
                continue;
            await using var later = await running().Begin(ct);
            foreach (var hash in gone.OfType<string>().Distinct())
                db.Add(Job.Of<ForgetFile, ForgetFile.Arguments>(db.TenantId, new(hash), clock.Now()));
            await later.Save(ct);
        }
    }
}
