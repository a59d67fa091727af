using System.Text.Json;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Described;

namespace Rapport.Records.Customers.Intake.Columns;

public enum MappedBy
{
    Name,
    Content,
    Memory,
    Choice,
    Nothing,
}

/// <summary>A column of a file and where it goes; without a target it is not imported.</summary>
public sealed record MappedColumn(string Name, string? Target, MappedBy By)
{
    internal ImportTarget? Goal { get; } = Target is null ? null : ImportTarget.Parse(Target);
}

/// <summary>Where the columns of a file go.</summary>
public sealed record ColumnMapping(IReadOnlyList<MappedColumn> Columns)
{
    /// <summary>What an address whose columns speak of a place ("Business Street") is for, by its number.</summary>
    public Dictionary<int, AddressType> AddressTypes { get; init; } = [];

    /// <summary>Whether 03/04/2026 is the third of April.</summary>
    public bool DayFirst { get; init; } = true;

    /// <summary>What a row is when it does not say so itself; without it, a company without a person is an organization.</summary>
    public CustomerType? Type { get; init; }

    /// <summary>
    /// Whose external IDs the file's are. Other programs all count "id" from one, so a column of that name speaks for files of these
    /// columns alone.
    /// </summary>
    public string ExternalIdSystem { get; init; } = ExternalId.DefaultSystem;

    internal bool Names(ImportField field) => Columns.Any(c => c.Goal?.Field == field);

    internal bool Names(CustomerField field) => Columns.Any(c => c.Goal?.Described == field);

    internal bool HasNames =>
        Names(ImportField.DisplayName)
        || Names(ImportField.FirstName)
        || Names(ImportField.LastName)
        || Names(ImportField.Company)
        || Names(CustomerDescription.LegalName);

    public string ToJson() => JsonSerializer.Serialize(this, ApiJson.Options);

    public static ColumnMapping FromJson(string json) => JsonSerializer.Deserialize<ColumnMapping>(json, ApiJson.Options)!;

    /// <summary>Columns put where somebody said; the rest stays as it is.</summary>
    /// <exception cref="Invalid">A column or field that does not exist, or a field that two columns want.</exception>
    public ColumnMapping With(IEnumerable<(string Column, string? Target)> choices, IEnumerable<string> customFields)
    {
        var (columns, errors, custom) = (Columns.ToArray(), new Errors(), customFields.ToHashSet());
        foreach (var (name, wanted) in choices)
        {
            var at = Array.FindIndex(columns, c => c.Name == name);
            var target = string.IsNullOrWhiteSpace(wanted) ? null : wanted.Trim();
            var parsed = target is null ? null : ImportTarget.Parse(target);
            if (at < 0)
                errors.Add(name, "The file has no such column.");
            else if (
                target is not null
                && (parsed is null || parsed.Custom is { } key && !custom.Contains(key) && !ImportTarget.MayBeMade(key))
            )
                errors.Add(name, $"There is no field {target}.");
            else
                columns[at] = new MappedColumn(name, parsed?.ToString(), MappedBy.Choice);
        }
        foreach (var twice in columns.Where(c => c.Target is not null).GroupBy(c => c.Target).Where(g => g.Count() > 1))
            errors.Add(twice.Last().Name, $"{twice.First().Name} goes to {twice.Key} already.");
        errors.ThrowInvalid();
        return this with { Columns = columns };
    }

    /// <summary>Guesses by the columns' names, and by what they hold where the names say nothing.</summary>
    /// <param name="rows">The first rows of the file.</param>
    /// <param name="fits">Whether a value can go to a field; a column most of whose values cannot is left out rather than rejecting every
    /// row.</param>
    internal static ColumnMapping Guess(
        IReadOnlyList<string> headers,
        IReadOnlyList<IReadOnlyList<string>> rows,
        IReadOnlyList<CustomField> customFields,
        Func<ImportTarget, string, bool> fits
    ) => new GuessColumns(headers, rows, customFields, fits).Run();

    /// <summary>Names for columns that have none, and a number behind those that a name before them has.</summary>
    public static List<string> Unique(IReadOnlyList<string> headers, int width)
    {
        var (names, seen) = (new List<string>(), new HashSet<string>());
        for (var i = 0; i < Math.Max(width, headers.Count); i++)
        {
            var name = i < headers.Count && !string.IsNullOrWhiteSpace(headers[i]) ? headers[i].Trim() : $"Column {i + 1}";
            if (StorableText.Fault(name) is not null)
                name = $"Column {i + 1}";
            var unique = name;
            for (var n = 2; !seen.Add(unique); n++)
                unique = $"{name} ({n})";
            names.Add(unique);
        }
        return names;
    }
}
