using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Outbox;

/// <summary>Puts a message to a customer into the outbox, inside the running change.</summary>
public sealed class QueueMessage(RapportDb db, Access access, TimeProvider clock)
{
    /// <param name="source">The record it was written on, which it follows when that goes.</param>
    public async Task Run((string Type, Guid Id) source, Guid customer, string subject, string body, CancellationToken ct)
    {
        var recipient = (
            await db.Rows(
                $"select email from customers where organization_id = {db.TenantId} and id = {customer}",
                row => row.TextOrNull(0),
                ct
            )
        ).Single();
        db.Add(
            new OutgoingMessage
            {
                SourceType = source.Type,
                SourceId = source.Id,
                Recipient = recipient,
                Subject = subject,
                Body = body,
                Status = recipient is null ? OutgoingStatus.NoAddress : OutgoingStatus.Waiting,
                CreatedById = access.Caller.UserId,
                CreatedAt = clock.Now(),
            }
        );
    }
}
