using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Described;
using Rapport.Records.Customers.Duplicates;
using Rapport.Records.Customers.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Merge;

/// <summary>
/// Customers side by side before they become one: every field, what will be kept and why, what moves, and what speaks for the same person.
/// </summary>
public sealed class MergePreview(
    RapportDb db,
    FindMergeGroup find,
    SearchDocuments images,
    TaxIds taxIds,
    CustomerAccess customers,
    Access access
)
{
    private static readonly string[] ContactData =
    [
        "email",
        "phone",
        .. CustomerDescription.OfCustomer.Where(f => f.Hidden == Mask.ContactData).Select(f => f.Name),
    ];

    public sealed record Answer(
        Guid SurvivorId,
        IReadOnlyList<Side> Customers,
        IReadOnlyList<Field> Fields,
        IReadOnlyList<Likeness> Matches
    )
    {
        internal Side Survivor => Customers[0];
    }

    /// <param name="Children">How many rows of each kind hang on it.</param>
    public sealed record Side(
        Guid Id,
        string DisplayName,
        CustomerType Type,
        DateTimeOffset CreatedAt,
        IReadOnlyDictionary<string, int> Children
    );

    /// <param name="Values">By customer; a customer without a value is left out. Fields that the caller may not see are not listed.</param>
    public sealed record Field(
        string Name,
        string Label,
        IReadOnlyDictionary<Guid, string> Values,
        string? Kept,
        Guid KeptFrom,
        KeptBecause Because,
        bool Differs
    );

    /// <summary>How likely a duplicate is the survivor.</summary>
    public sealed record Likeness(Guid Id, double Probability, IReadOnlyList<CandidateEvidence> Evidence);

    public async Task<Answer> Run(
        Guid survivorId,
        IReadOnlyCollection<Guid> duplicateIds,
        IReadOnlyDictionary<string, Guid>? values,
        CancellationToken ct
    )
    {
        var group = await find.Find(survivorId, duplicateIds, locked: false, ct);
        var plan = await MergePlan.Of(db, group, values, ct, locked: false);
        var names = await Names(plan, ct);
        var fields = plan
            .CustomerFields.OrderBy(c =>
                c.Field.Name == "display_name" ? 0
                : Array.IndexOf(ContactData, c.Field.Name) is >= 0 and var place ? place + 1
                : ContactData.Length + 1
            )
            .Select(c => Shown(c, plan.Customers, names))
            .Concat(plan.AccountFields.Select(c => Shown(c, plan.Accounts, names)))
            .OfType<Field>();
        return new Answer(
            survivorId,
            await Sides(group, plan.Tables, ct),
            [.. fields, .. await CustomFields(plan, ct)],
            await Matches(group, ct)
        );
    }

    private Field? Shown(FieldChoice choice, IReadOnlyDictionary<Guid, Cells> rows, Dictionary<string, string> names)
    {
        var field = choice.Field;
        if (ContactData.Contains(field.Name) && !access.Sees(Mask.ContactData))
            return null;
        if (field.Described?.Hidden is { } mask && !access.Sees(mask))
            return null;
        var values = rows.Where(r => !field.IsBlank(r.Value)).ToDictionary(r => r.Key, r => Said(r.Value)!);
        return new Field(
            field.Name,
            FieldNames.Of(field.Name),
            values,
            Said(choice.Value),
            choice.From,
            choice.Because,
            values.Values.Distinct().Count() > 1 || values.Count is > 0 && values.Count < rows.Count
        );

        string? Said(Cells cells) =>
            cells[field.Columns[0]] switch
            {
                null => null,
                var text when field.Described == CustomerDescription.TaxId => taxIds.Open(Convert.FromBase64String(text)),
                var text => names.GetValueOrDefault(text, text),
            };
    }

    /// <summary>Names of the owners, branches and parents that the rows point at.</summary>
    private async Task<Dictionary<string, string>> Names(MergePlan plan, CancellationToken ct)
    {
        var ids = plan
            .Customers.Values.SelectMany(row => new[] { row.Id("owner_id"), row.Id("branch_id"), row.Id("parent_id") })
            .Append(plan.Parent)
            .OfType<Guid>()
            .Distinct()
            .ToList();
        var found = await db.Rows(
            $"""
            select id, name from users where organization_id = {db.TenantId} and {Sql.In("id", ids)}
            union all select id, name from branches where organization_id = {db.TenantId} and {Sql.In("id", ids)}
            union all select c.id, c.display_name from customers c where c.organization_id = {db.TenantId} and {Sql.In("c.id", ids)}
              and {customers.Visible(Permission.ReadCustomers, "c")}
            """,
            row => (Id: row.Id(0), Name: row.Text(1)),
            ct
        );
        return found.ToDictionary(f => f.Id.ToString(), f => f.Name);
    }

    private async Task<List<Field>> CustomFields(MergePlan plan, CancellationToken ct)
    {
        var rules = new MergeRules(plan.Group, plan.Past, plan.Chosen, plan.Tables);
        var fields = await db
            .CustomFields.AsNoTracking()
            .Where(f => f.ArchivedAt == null)
            .OrderBy(f => f.Position)
            .ThenBy(f => f.Id)
            .ToListAsync(ct);
        var rows = await new StoredRows(db).Find(
            plan.Tables[MergeRules.CustomValuesTable],
            Sql.In("customer_id", plan.Group.Ids),
            ct,
            locked: false
        );
        var shown = new List<Field>();
        foreach (var field in fields)
        {
            var name = MergeChoices.CustomPrefix + field.Key;
            var bySource = rows.Where(r => r.Id("field_id") == field.Id)
                .GroupBy(r => r.Id("customer_id")!.Value)
                .ToDictionary(g => g.Key, g => g.Select(r => (Row: r, Changes: new Cells())).ToList());
            if (bySource.Count == 0)
                continue;
            var values = bySource.ToDictionary(s => s.Key, s => string.Join(", ", s.Value.Select(v => v.Row["value"])));
            var from = rules.Winner(name, bySource);
            var because =
                plan.Chosen.ContainsKey(name) ? KeptBecause.Chosen
                : from == plan.Group.Survivor.Id ? KeptBecause.Survivor
                : KeptBecause.Filled;
            shown.Add(
                new Field(
                    name,
                    field.Label,
                    values,
                    values.GetValueOrDefault(from),
                    from,
                    because,
                    values.Values.Distinct().Count() > 1 || values.Count < plan.Group.Ids.Count
                )
            );
        }
        return shown;
    }

    private async Task<List<Side>> Sides(MergeGroup group, CustomerReferences tables, CancellationToken ct)
    {
        var children = group.Ids.ToDictionary(id => id, _ => new SortedDictionary<string, int>(StringComparer.Ordinal));
        foreach (var table in tables.Children.Append(tables.Customers))
        {
            foreach (var column in table.References)
            {
                var counts = await db.Rows(
                    $"""
                    select {Sql.Raw(column)}, count(*) from {Sql.Raw(table.Name)} where organization_id = {db.TenantId} and {Sql.In(
                        column,
                        group.Ids
                    )} group by {Sql.Raw(column)}
                    """,
                    row => (Id: row.Id(0), Count: row.Int(1)),
                    ct
                );
                var kind = table == tables.Customers ? "children" : table.Name;
                foreach (var (id, count) in counts)
                    children[id][kind] = children[id].GetValueOrDefault(kind) + count;
            }
        }
        return group.All.Select(c => new Side(c.Id, c.DisplayName, c.Type, c.CreatedAt, children[c.Id])).ToList();
    }

    private async Task<List<Likeness>> Matches(MergeGroup group, CancellationToken ct)
    {
        var (drawn, settings) = (await images.Of(group.Ids, ct), await DuplicateSettings.Of(db, ct));
        var ours = drawn[group.Survivor.Id].Linkage;
        return group
            .DuplicateIds.Select(id =>
            {
                var match = settings.Compare(ours, drawn[id].Linkage);
                var evidence = CandidateEvidence.Of(match).Select(e => e.SeenBy(access));
                return new Likeness(id, Math.Round(match.Probability, 4), [.. evidence]);
            })
            .ToList();
    }
}
