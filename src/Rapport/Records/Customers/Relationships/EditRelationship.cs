using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Relationships;

/// <summary>Changes a relation's notes and dates, or takes it away.</summary>
public sealed class EditRelationship(RapportDb db, Changes changes, CustomerAccess customers, WriteRelationship write, TimeProvider clock)
{
    public async Task<RelationshipView> Run(Guid id, RelationshipInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var (relation, from, to) = await ForChange(id, ct);
        Versions.Require(seenVersion, relation.Version);
        var errors = new Errors();
        if (input.ToCustomerId.IsSet && input.ToCustomerId.Value != relation.ToCustomerId)
            errors.Add("to_customer_id", "It cannot change. End this relation and write another.");
        if (input.RelationshipType.IsSet && input.RelationshipType.Value != relation.RelationshipType)
            errors.Add("relationship_type", "It cannot change. End this relation and write another.");
        var noted = WriteRelationship.Fields(relation, input, errors);
        await write.Tree(relation, to, errors, ct);
        errors.ThrowInvalid();
        if (noted.Any)
        {
            await write.Flag(relation, input, ct);
            relation.Raise(new RelationshipUpdated(from.Id, relation.Id, to.Id, relation.RelationshipType, noted.ByField));
            await change.Save(ct);
        }
        return RelationshipView.Of(relation, from.DisplayName, to.DisplayName);
    }

    public async Task Remove(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var (relation, from, to) = await ForChange(id, ct);
        Versions.Require(seenVersion, relation.Version);
        relation.ArchivedAt = clock.Now();
        await write.Tree(relation, to, new Errors(), ct);
        relation.Raise(new RelationshipRemoved(from.Id, relation.Id, to.Id, relation.RelationshipType));
        await change.Save(ct);
    }

    private async Task<(Relationship Relation, Customer From, Customer To)> ForChange(Guid id, CancellationToken ct)
    {
        var ends =
            await db
                .Relationships.Where(r => r.Id == id && r.ArchivedAt == null)
                .Select(r => new { r.FromCustomerId, r.ToCustomerId })
                .SingleOrDefaultAsync(ct)
            ?? throw new Missing("relationship");
        var both = await customers.AllForChange([ends.FromCustomerId, ends.ToCustomerId], Permission.WriteCustomers, ct);
        var relation = await db.Relationships.SingleAsync(r => r.Id == id, ct);
        if (relation.ArchivedAt is not null)
            throw new Missing("relationship");
        return (relation, both.Single(c => c.Id == relation.FromCustomerId), both.Single(c => c.Id == relation.ToCustomerId));
    }
}
