using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Relationships;

/// <summary>
/// Says how two customers stand to each other. A relation that had ended is opened again, since there is one of a kind between two.
/// </summary>
public sealed class RelateCustomers(RapportDb db, Changes changes, CustomerAccess customers, WriteRelationship write, TimeProvider clock)
{
    public sealed record Response(Relationship Relation, Customer From, Customer To, bool IsNew);

    public async Task<Response> Run(Guid fromId, RelationshipInput input, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await Check(fromId, input, ct);
        var both = await customers.AllForChange([fromId, input.ToCustomerId.Value], Permission.WriteCustomers, ct);
        var (from, to) = (both.Single(c => c.Id == fromId), both.Single(c => c.Id != fromId));
        RefuseArchived(from, to);
        var known = await Known(from.Id, to.Id, input.RelationshipType.Value, ct);
        if (known is not null && known.IsCurrent(write.Today))
            throw new Refusal(
                "relationship_exists",
                "These two have this relation already.",
                new Dictionary<string, object?> { ["relationship_id"] = known.Id }
            );

        var relation =
            known
            ?? new Relationship
            {
                FromCustomerId = from.Id,
                ToCustomerId = to.Id,
                RelationshipType = input.RelationshipType.Value,
                CreatedAt = clock.Now(),
            };
        var errors = new Errors();
        Open(relation);
        WriteRelationship.Fields(relation, input, errors);
        await write.Tree(relation, to, errors, ct);
        errors.ThrowInvalid();
        if (known is null)
            db.Add(relation);
        await write.Flag(relation, input, ct);
        relation.Raise(new RelationshipAdded(from.Id, relation.Id, to.Id, relation.RelationshipType));
        await change.Save(ct);
        return new Response(relation, from, to, known is null);
    }

    private async Task Check(Guid fromId, RelationshipInput input, CancellationToken ct)
    {
        var errors = new Errors();
        if (!input.ToCustomerId.IsSet)
            errors.Add("to_customer_id", "It is required.");
        else if (input.ToCustomerId.Value == fromId)
            errors.Add("to_customer_id", "A customer has no relation to itself.");
        else if (!await db.Customers.AnyAsync(c => c.Id == input.ToCustomerId.Value && c.MergedIntoId == null, ct))
            errors.Add("to_customer_id", "There is no such customer.");
        if (!input.RelationshipType.IsSet)
            errors.Add("relationship_type", $"It is required: one of {string.Join(", ", Words.All<RelationshipType>())}.");
        errors.ThrowInvalid();
    }

    private void Open(Relationship relation) =>
        (relation.ArchivedAt, relation.ArchivedWithCustomerAt, relation.EndDate, relation.Notes, relation.StartDate) = (
            null,
            null,
            null,
            null,
            relation.IsOfTree ? write.Today : null
        );

    /// <summary>Partners are partners of each other: that relation is the same from either end.</summary>
    private Task<Relationship?> Known(Guid from, Guid to, RelationshipType type, CancellationToken ct) =>
        db
            .Relationships.Where(r =>
                r.RelationshipType == type
                && (
                    (r.FromCustomerId == from && r.ToCustomerId == to)
                    || (type == RelationshipType.Partner && r.FromCustomerId == to && r.ToCustomerId == from)
                )
            )
            .FirstOrDefaultAsync(ct);

    private static void RefuseArchived(params Customer[] ends)
    {
        if (ends.FirstOrDefault(c => c.IsArchived) is { } archived)
            throw new Refusal("archived", $"{archived.DisplayName} is archived. Restore it first.");
    }
}
