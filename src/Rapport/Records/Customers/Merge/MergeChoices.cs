using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Described;

namespace Rapport.Records.Customers.Merge;

/// <summary>Why a merge keeps the value it keeps.</summary>
public enum KeptBecause
{
    /// <summary>The survivor has it.</summary>
    Survivor,

    /// <summary>The survivor has none; the oldest duplicate that has one fills it.</summary>
    Filled,
    Earliest,

    /// <summary>One of them says yes.</summary>
    Any,
    Chosen,

    /// <summary>None has a value.</summary>
    Empty,
}

internal sealed record FieldChoice(MergeField Field, Guid From, Cells Value, KeptBecause Because);

/// <summary>Decides, field by field, what the one customer will say.</summary>
internal sealed class MergeChoices(MergeGroup group, MergePast past, IReadOnlyDictionary<string, Guid> chosen)
{
    public const string CustomPrefix = "custom_fields.";

    /// <summary>The choice for each field of a table, from each customer's row in it.</summary>
    public IEnumerable<FieldChoice> Decide(ChildTable table, IReadOnlyDictionary<Guid, Cells> rows) =>
        MergeField.Of(table).Select(field => Decide(field, rows));

    private FieldChoice Decide(MergeField field, IReadOnlyDictionary<Guid, Cells> rows)
    {
        var survivor = group.Survivor.Id;
        var own = rows.GetValueOrDefault(survivor) ?? [];
        if (chosen.TryGetValue(field.Name, out var choice))
            return Chosen(field, choice, rows.GetValueOrDefault(choice) ?? []);
        var filled = rows.Where(r => !field.IsBlank(r.Value))
            .OrderBy(r => r.Key == survivor ? 0 : 1)
            .ThenBy(r => r.Key.ToString(), StringComparer.Ordinal)
            .ToList();
        if (filled.Count == 0)
            return new FieldChoice(field, survivor, field.ValueIn(own), KeptBecause.Empty);

        if (field.Type == typeof(bool))
            return Pick(filled.First(r => r.Value[field.Columns[0]] == "true" || r.Key == filled[^1].Key), KeptBecause.Any);
        if (field.Described is { KeepsEarliest: true } && !past.WasChosen(field.Name))
            return Pick(filled.MinBy(r => r.Value[field.Columns[0]], StringComparer.Ordinal), KeptBecause.Earliest);
        if (field.IsBlank(own))
            return Pick(filled[0], KeptBecause.Filled);
        if (past.FilledFrom(field, own) is not { } source)
            return Pick(filled[0], KeptBecause.Survivor);

        // An earlier merge filled it: the oldest still wins, whichever was merged first.
        var older = filled.Skip(1).FirstOrDefault(r => string.CompareOrdinal(r.Key.ToString(), source.ToString()) < 0);
        return older.Value is null
            ? new FieldChoice(field, source, field.ValueIn(own), KeptBecause.Filled)
            : Pick(older, KeptBecause.Filled);

        FieldChoice Pick(KeyValuePair<Guid, Cells> row, KeptBecause because) => new(field, row.Key, field.ValueIn(row.Value), because);
    }

    private static FieldChoice Chosen(MergeField field, Guid customer, Cells row)
    {
        if (field.IsBlank(row) && !field.IsOptional)
            throw new Invalid($"values.{field.Name}", "That customer has none, and it cannot be left empty.");
        return new FieldChoice(field, customer, field.ValueIn(row), KeptBecause.Chosen);
    }

    /// <summary>Refuses a choice of a field that is none, or of a customer that is not part of this.</summary>
    public static IReadOnlyDictionary<string, Guid> Read(
        IReadOnlyDictionary<string, Guid>? values,
        MergeGroup group,
        CustomerReferences tables,
        IReadOnlySet<string> customFields
    )
    {
        var known = MergeField
            .Of(tables.Customers)
            .Concat(MergeField.Of(tables.Accounts))
            .Select(f => f.Name)
            .Concat(customFields.Select(k => CustomPrefix + k))
            .ToHashSet();
        var errors = new Errors();
        var read = new Dictionary<string, Guid>();
        foreach (var (name, customer) in values ?? new Dictionary<string, Guid>())
        {
            var field = NameOf(name);
            if (!known.Contains(field))
                errors.Add($"values.{name}", "There is no such field to choose.");
            else if (!group.Holds(customer))
                errors.Add($"values.{name}", "Choose the value of one of the customers that are merged.");
            else
                read[field] = customer;
        }
        errors.ThrowInvalid();
        return read;
    }

    /// <summary>A field may be called by its column, or as criteria call it, too.</summary>
    private static string NameOf(string given) =>
        given == "name"
            ? "display_name"
            : CustomerDescription.OfCustomer.FirstOrDefault(f => f.Column == given || f.Criterion == $"customer.{given}")?.Name ?? given;
}
