using System.Globalization;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.FreeTexts;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>Values of the organization's own fields, read from text.</summary>
internal sealed class ReadCustom(ImportCatalog catalog, bool dayFirst, MakeRecord make)
{
    private readonly Dictionary<string, (CustomField Field, string[] Options)> fields = catalog.CustomFields.ToDictionary(
        f => f.Key,
        f => (f, CustomFields.Options(f))
    );

    public void Set(CustomerDraft draft, string key, string name, string value)
    {
        if (!fields.TryGetValue(key, out var known))
            Make(draft, key, name, value);
        else if (Read(known.Field, known.Options, value, draft.Errors) is { } stored)
            draft.Custom.Add((known.Field, stored));
        else
            draft.Errors.Add(name, CustomFields.Expectation(known.Field));
    }

    // Whoever mapped a column to it wanted it; a field that JSON names is made by nobody.
    private void Make(CustomerDraft draft, string key, string name, string value)
    {
        if (draft.Raw is not null && Columns.ImportTarget.MayBeMade(key))
            make.Keep(draft, key, value);
        else
            draft.Errors.Add(name, "There is no such custom field.");
    }

    private List<CustomFields.Stored>? Read(CustomField field, string[] options, string value, Errors errors) =>
        field.Type switch
        {
            // A list that came as one is none of the single values.
            not CustomFieldType.MultiChoice when value.Contains(ReadRow.ListSeparator) => null,
            CustomFieldType.Number => ReadWords.Number(value) is { } number ? [new(CustomFields.Plain(number), (double)number)] : null,
            CustomFieldType.Date => ReadDates.Read(value, dayFirst) is { } date
                ? [new(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))]
                : null,
            CustomFieldType.Boolean => ReadWords.Truth(value) is { } truth ? [new(truth ? "true" : "false")] : null,
            CustomFieldType.Choice => Options(options, [value]),
            CustomFieldType.MultiChoice => Options(options, ReadRow.ListOf(value)),
            CustomFieldType.Url => errors.Website("custom_fields." + field.Key, value) is { } url ? [new(url)] : null,
            CustomFieldType.User => catalog.User(value) is { } user ? [new(user.ToString())] : null,
            _ => value.Length <= 2000 ? [FreeText.Screened(value)] : null,
        };

    private static List<CustomFields.Stored>? Options(string[] options, string[] words)
    {
        var found = words.Select(word => options.FirstOrDefault(o => string.Equals(o, word, StringComparison.OrdinalIgnoreCase))).ToList();
        return found.Contains(null) ? null : [.. found.Distinct().Select(word => new CustomFields.Stored(word!))];
    }
}
