using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support.Desk;

/// <summary>That a ticket was merged into another one of its customer, with what undoing restores.</summary>
public sealed class TicketMerge : Entity
{
    public Guid TicketId { get; init; }
    public Guid IntoId { get; init; }
    public TicketStatus StatusBefore { get; init; }
    public DateTimeOffset? ResolvedBefore { get; init; }
    public Guid? MergedById { get; init; }
    public DateTimeOffset MergedAt { get; init; }
}

internal sealed class TicketMergeTable : IEntityTypeConfiguration<TicketMerge>
{
    public void Configure(EntityTypeBuilder<TicketMerge> merge)
    {
        merge.ToTable("ticket_merges");
        // Removed with either ticket by DropConversations, in the same transaction.
        merge.ReferencesUnchecked<TicketMerge, Ticket>(m => m.TicketId);
        merge.ReferencesUnchecked<TicketMerge, Ticket>(m => m.IntoId);
    }
}

/// <summary>A ticket goes on in another one of its customer.</summary>
[EventName("ticket.merged")]
public sealed record TicketMerged(Guid TicketId, Guid CustomerId, Guid IntoId) : DomainEvent
{
    public override string SubjectType => "ticket";
    public override Guid SubjectId => TicketId;
    public override IEnumerable<string> Touches => [$"ticket:{CustomerId}"];
}

/// <summary>A merge of two tickets was undone.</summary>
[EventName("ticket.unmerged")]
public sealed record TicketUnmerged(Guid TicketId, Guid CustomerId, Guid FromId) : DomainEvent
{
    public override string SubjectType => "ticket";
    public override Guid SubjectId => TicketId;
    public override IEnumerable<string> Touches => [$"ticket:{CustomerId}"];
}

/// <summary>
/// Merges a double ticket into another of the same customer. No message moves: the other one shows both conversations, and undoing takes
/// them apart again with what was added since.
/// </summary>
public sealed class MergeTickets(RapportDb db, Changes changes, CustomerParts parts, Access access, TimeProvider clock)
{
    /// <param name="into">The ticket that stays.</param>
    public async Task Run(Guid into, IReadOnlyList<Guid> duplicates, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        foreach (var duplicate in duplicates.Distinct())
            await Merge(into, duplicate, ct);
        await change.Save(ct);
    }

    private async Task Merge(Guid into, Guid duplicate, CancellationToken ct)
    {
        var (survivor, merged) = await Pair(into, duplicate, ct);
        if (survivor.Id == merged.Id)
            throw new Refusal("same_ticket", "A ticket cannot be merged into itself.");
        if (survivor.CustomerId != merged.CustomerId)
            throw new Refusal("another_customer", "Only tickets of one customer can be merged.");
        if (merged.MergedIntoId is not null)
            throw new Refusal("already_merged", "This ticket has been merged already.");
        if (survivor.MergedIntoId is not null)
            throw new Refusal("merged", "The other ticket was merged itself. Merge into the one that it went into.");
        if (await db.Set<Ticket>().AnyAsync(t => t.MergedIntoId == merged.Id, ct))
            throw new Refusal("has_merges", "Other tickets were merged into this one. Merge the other way round.");

        db.Add(
            new TicketMerge
            {
                TicketId = merged.Id,
                IntoId = survivor.Id,
                StatusBefore = merged.Status,
                ResolvedBefore = merged.ResolvedAt,
                MergedById = access.Caller.UserId,
                MergedAt = clock.Now(),
            }
        );
        (merged.MergedIntoId, merged.Status) = (survivor.Id, TicketStatus.Closed);
        merged.ResolvedAt ??= clock.Now() < merged.OpenedAt ? merged.OpenedAt : clock.Now();
        Written(merged);
        changes.Raise(new TicketMerged(merged.Id, merged.CustomerId, survivor.Id));
    }

    public async Task Undo(Guid into, Guid duplicate, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var (survivor, merged) = await Pair(into, duplicate, ct);
        if (merged.MergedIntoId != survivor.Id)
            throw new Missing("merge");
        var merge = await db.Set<TicketMerge>().SingleAsync(m => m.TicketId == merged.Id, ct);
        (merged.MergedIntoId, merged.Status, merged.ResolvedAt) = (null, merge.StatusBefore, merge.ResolvedBefore);
        db.Remove(merge);
        Written(merged);
        changes.Raise(new TicketUnmerged(merged.Id, merged.CustomerId, survivor.Id));
        await change.Save(ct);
    }

    private async Task<(Ticket Survivor, Ticket Merged)> Pair(Guid into, Guid duplicate, CancellationToken ct)
    {
        var survivor = await parts.ForChange<Ticket>(into, Permission.WriteSupport, ct);
        return (survivor, await parts.ForChange<Ticket>(duplicate, Permission.WriteSupport, ct));
    }

    private void Written(Ticket ticket)
    {
        var named = (ticket.KeptFields ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kept = new SortedSet<string>([.. named, "resolved_at", "status"], StringComparer.Ordinal);
        ticket.KeptFields = string.Join(' ', kept);
        ticket.UpdatedAt = clock.Now();
        ticket.Settle();
        ticket.ContentHash = FactStore.HashOf(FactKind.Of<Ticket>(), ticket);
        changes.Raise(FactsWritten.One(ticket, isNew: false));
    }
}
