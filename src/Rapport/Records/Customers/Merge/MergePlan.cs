using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Merge;

/// <summary>All that is decided before the first row changes: the preview shows it, the merge carries it out.</summary>
internal sealed class MergePlan
{
    private MergePlan(MergeGroup group, CustomerReferences tables) => (Group, Tables) = (group, tables);

    public MergeGroup Group { get; }
    public CustomerReferences Tables { get; }
    public required MergePast Past { get; init; }
    public required IReadOnlyDictionary<string, Guid> Chosen { get; init; }

    /// <summary>Keys of the organization's custom fields by ID.</summary>
    public required IReadOnlyDictionary<Guid, string> CustomFields { get; init; }
    public required IReadOnlyDictionary<Guid, Cells> Customers { get; init; }
    public required IReadOnlyDictionary<Guid, Cells> Accounts { get; init; }
    public required IReadOnlyList<FieldChoice> CustomerFields { get; init; }
    public required IReadOnlyList<FieldChoice> AccountFields { get; init; }

    /// <summary>Under whom the one customer will stand.</summary>
    public Guid? Parent => CustomerFields.Single(f => f.Field.Name == "parent_id").Value.Id("parent_id");
    public Cells SurvivorChanges => Changes(CustomerFields, Customers[Group.Survivor.Id]);
    public Cells AccountChanges => Changes(AccountFields, Accounts[Group.Survivor.Id]);

    public IReadOnlyList<string> ChangedFields =>
        CustomerFields
            .Where(f => Differs(f, Customers[Group.Survivor.Id]))
            .Concat(AccountFields.Where(f => Differs(f, Accounts.GetValueOrDefault(Group.Survivor.Id) ?? [])))
            .Select(f => f.Field.Name)
            .ToList();

    /// <summary>Whose value each field took that changed or was chosen.</summary>
    public IReadOnlyDictionary<string, FieldSource> Sources
    {
        get
        {
            var changed = ChangedFields.ToHashSet();
            var sources = CustomerFields
                .Concat(AccountFields)
                .Where(f => changed.Contains(f.Field.Name))
                .ToDictionary(f => f.Field.Name, f => new FieldSource(f.From, false));
            foreach (var (name, customer) in Chosen)
                sources[name] = new FieldSource(customer, true);
            return sources;
        }
    }

    public static async Task<MergePlan> Of(
        RapportDb db,
        MergeGroup group,
        IReadOnlyDictionary<string, Guid>? values,
        CancellationToken ct,
        bool locked = true
    )
    {
        var tables = CustomerReferences.Of(db);
        var rows = new StoredRows(db);
        var customFields = await db.CustomFields.AsNoTracking().ToDictionaryAsync(f => f.Id, f => f.Key, ct);
        var chosen = MergeChoices.Read(values, group, tables, customFields.Values.ToHashSet());
        var past = await MergePast.Of(db, group.Survivor.Id, ct);
        var customers = (await rows.Find(tables.Customers, Sql.In("id", group.Ids), ct, locked)).ToDictionary(r => r.Id("id")!.Value);
        var accounts = (await rows.Find(tables.Accounts, Sql.In("id", group.Ids), ct, locked)).ToDictionary(r => r.Id("id")!.Value);
        var choices = new MergeChoices(group, past, chosen);
        var fields = choices.Decide(tables.Customers, customers).ToList();
        var parent = fields.FindIndex(f => f.Field.Name == "parent_id");
        fields[parent] = await new MergeHierarchy(db, group, past).Parent(fields[parent].Field, customers, chosen, ct);
        return new MergePlan(group, tables)
        {
            Past = past,
            Chosen = chosen,
            CustomFields = customFields,
            Customers = customers,
            Accounts = accounts,
            CustomerFields = fields,
            AccountFields = accounts.Count == 0 ? [] : choices.Decide(tables.Accounts, accounts).ToList(),
        };
    }

    /// <summary>The account of a survivor that had none.</summary>
    public Cells NewAccount()
    {
        var survivor = Customers[Group.Survivor.Id];
        var row = new Cells(Tables.Accounts.Columns.Select(c => KeyValuePair.Create(c.Name, (string?)null)));
        foreach (var choice in AccountFields)
            row = row.With(choice.Value);
        row["id"] = Group.Survivor.Id.ToString();
        row["version"] = "1";
        row["legal_name"] ??= survivor["display_name"];
        (row["created_at"], row["updated_at"]) = (survivor["created_at"], survivor["created_at"]);
        return row;
    }

    private static bool Differs(FieldChoice choice, Cells row) => !row.Agrees(choice.Value, choice.Field.Columns);

    private static Cells Changes(IEnumerable<FieldChoice> choices, Cells row) =>
        choices.Where(c => Differs(c, row)).Aggregate(new Cells(), (changes, choice) => changes.With(choice.Value));
}
