using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Merge;

/// <summary>
/// Folds duplicates into the customer we keep: all that hangs on them moves over, they retire, and all of it can be undone for 30 days.
/// </summary>
public sealed class MergeCustomers(RapportDb db, Changes changes, Access access, FindMergeGroup find, TimeProvider clock)
{
    /// <param name="Values">Per field the customer whose value is kept; what is not named is decided by rule.</param>
    public sealed record Request(IReadOnlyList<Guid>? DuplicateIds, IReadOnlyDictionary<string, Guid>? Values = null);

    public sealed record Response(Guid Id);

    public async Task<Response> Run(Guid survivorId, Request request, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        // Rows are read and written past the change tracker from here on.
        await db.SaveChangesAsync(ct);
        var group = await find.Find(survivorId, request.DuplicateIds, locked: true, ct);
        var plan = await MergePlan.Of(db, group, request.Values, ct);

        var now = clock.Now();
        var merge = new CustomerMerge
        {
            SurvivorId = survivorId,
            MergedById = access.Caller.UserId,
            MergedAt = now,
            Sources = FieldSource.Write(plan.Sources),
        };
        db.Add(merge);
        db.AddRange(group.DuplicateIds.Select(id => new MergedCustomer { MergeId = merge.Id, CustomerId = id }));
        await db.SaveChangesAsync(ct);

        var steps = new MergeSteps(db, merge.Id, now);
        await Retire(plan, steps, now, ct);
        await KeepOneAccount(plan, steps, ct);
        await MoveRows(plan, steps, now, ct);
        await steps.Save(ct);

        changes.Raise(new CustomersMerged(merge.Id, survivorId, group.DuplicateIds, plan.ChangedFields));
        await change.Save(ct);
        db.ChangeTracker.Clear();
        return new Response(merge.Id);
    }

    private static async Task Retire(MergePlan plan, MergeSteps steps, DateTimeOffset now, CancellationToken ct)
    {
        var customers = plan.Tables.Customers;
        await steps.Change(customers, [plan.Customers[plan.Group.Survivor.Id]], plan.SurvivorChanges, ct);
        foreach (var duplicate in plan.Group.Duplicates)
        {
            duplicate.MergeInto(plan.Group.Survivor, now);
            await steps.Change(
                customers,
                [plan.Customers[duplicate.Id]],
                new Cells { ["merged_into_id"] = duplicate.MergedIntoId.ToString() },
                ct
            );
        }
    }

    private static async Task KeepOneAccount(MergePlan plan, MergeSteps steps, CancellationToken ct)
    {
        var accounts = plan.Tables.Accounts;
        await steps.Remove(accounts, plan.Group.DuplicateIds.Where(plan.Accounts.ContainsKey).Select(id => plan.Accounts[id]).ToList(), ct);
        if (plan.Accounts.TryGetValue(plan.Group.Survivor.Id, out var own))
            await steps.Change(accounts, [own], plan.AccountChanges, ct);
        else if (plan.Accounts.Count > 0)
            await steps.Add(accounts, plan.NewAccount(), ct);
    }

    private async Task MoveRows(MergePlan plan, MergeSteps steps, DateTimeOffset now, CancellationToken ct)
    {
        var rows = new StoredRows(db);
        var move = new MoveChildren(rows, plan.Group, plan.Past, steps);
        var rules = new MergeRules(plan.Group, plan.Past, plan.Chosen, plan.Tables);
        foreach (var table in plan.Tables.Children)
        {
            if (table.Type == typeof(Relationship))
                await move.Move(table, ct, (mapped, removed) => rules.Relationships(mapped, removed, plan.Parent, now));
            else if (table.Type == typeof(DuplicatePair))
                await move.Move(table, ct, (mapped, removed) => rules.DuplicatePairs(mapped, removed, access.Caller.UserId, now));
            else if (table.Type == typeof(CustomFieldValue))
                await move.Move(table, ct, (mapped, removed) => rules.CustomValues(mapped, removed, plan.CustomFields));
            else
                await move.Move(table, ct);
        }
        // Children in the tree, merged ones too: undone one day, they must not hang on a retired customer.
        var tree = plan.Tables.Customers;
        var below = await rows.Find(tree, $"{Sql.In("parent_id", plan.Group.DuplicateIds)} and not ({Sql.In("id", plan.Group.Ids)})", ct);
        await steps.Change(tree, below, new Cells { ["parent_id"] = plan.Group.Survivor.Id.ToString() }, ct);
    }
}
