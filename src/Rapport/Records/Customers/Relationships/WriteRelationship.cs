using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.FreeTexts;

namespace Rapport.Records.Customers.Relationships;

/// <summary>The fields of a relation, and the tree that two kinds of it are the dated view of.</summary>
public sealed class WriteRelationship(
    RapportDb db,
    Hierarchy hierarchy,
    CustomerAccess customers,
    FlagPersonalData flags,
    TimeProvider clock
)
{
    internal DateOnly Today => DateOnly.FromDateTime(clock.Now().UtcDateTime);

    internal static FieldChanges Fields(Relationship relation, RelationshipInput input, Errors errors)
    {
        var noted = new FieldChanges();
        if (
            input.Notes.IsSet
            && errors.Text("notes", input.Notes.Value, 4000) is var written
            && FreeText.Stored("notes", written, input.ConfirmsPersonalData) is var notes
            && noted.NoteText("notes", relation.Notes, notes)
        )
            relation.Notes = notes;
        if (input.StartDate.IsSet && noted.Note("start_date", relation.StartDate, errors.Day("start_date", input.StartDate.Value)))
            relation.StartDate = input.StartDate.Value;
        if (input.EndDate.IsSet && noted.Note("end_date", relation.EndDate, errors.Day("end_date", input.EndDate.Value)))
            relation.EndDate = input.EndDate.Value;
        if (relation.EndDate < relation.StartDate)
            errors.Add("end_date", "It lies before the start.");
        return noted;
    }

    /// <summary>Once the relation is to be saved: what its note holds that belongs elsewhere waits for a review.</summary>
    internal Task Flag(Relationship relation, RelationshipInput input, CancellationToken ct) =>
        input.Notes.IsSet ? flags.Run(new(relation.FromCustomerId, relation.Id, "notes"), input.Notes.Value, ct) : Task.CompletedTask;

    /// <summary>Brings the child's parent to what the relation now says.</summary>
    internal async Task Tree(Relationship relation, Customer child, Errors errors, CancellationToken ct)
    {
        if (!relation.IsOfTree)
            return;
        // The tree knows today only, so a relation that makes it begins today or before and ends at once.
        if (relation.StartDate > Today)
            errors.Add("start_date", "A parent is written when it is one: the date lies ahead.");
        if (relation.ArchivedAt is null && relation.EndDate > Today)
            errors.Add("end_date", "A parent ends on the day it is written: the date lies ahead.");
        if (errors.Any)
            return;

        if (!relation.IsCurrent(Today))
        {
            if (child.ParentId == relation.FromCustomerId && !await HasOtherView(relation, ct))
                Touch(child, null);
            return;
        }
        if (child.ParentId is { } other && other != relation.FromCustomerId)
        {
            var seen = await customers.NamesSeen([other], ct);
            throw new Refusal(
                "has_parent",
                $"{child.DisplayName} stands under {seen.GetValueOrDefault(other, "another customer")} already. End that first.",
                seen.ContainsKey(other) ? new Dictionary<string, object?> { ["parent_id"] = other } : null
            );
        }
        if (child.ParentId is null && await hierarchy.MayStandUnder(child, relation.FromCustomerId, errors, ct, "to_customer_id"))
            Touch(child, relation.FromCustomerId);
    }

    private void Touch(Customer child, Guid? parent)
    {
        child.Raise(new CustomerUpdated(child.Id, new() { ["parent_id"] = new(child.ParentId, parent) }));
        (child.ParentId, child.UpdatedAt) = (parent, clock.Now());
    }

    private async Task<bool> HasOtherView(Relationship relation, CancellationToken ct)
    {
        var others = await db
            .Relationships.Where(r =>
                r.FromCustomerId == relation.FromCustomerId && r.ToCustomerId == relation.ToCustomerId && r.Id != relation.Id
            )
            .ToListAsync(ct);
        return others.Any(r => r.IsOfTree && r.IsCurrent(Today));
    }
}
