using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Described;
using Rapport.Records.Customers.Intake.Columns;
using static Rapport.Records.Customers.Intake.Columns.ImportField;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>
/// Understands rows: each value by its field's rules, the same that a single customer's form follows, then the row as a whole.
/// </summary>
internal sealed class ReadRow(ImportCatalog catalog, ColumnMapping mapping, ImportRights rights, MakeRecord make)
{
    /// <summary>Stands between the words of a list that came as one, such as a JSON array's.</summary>
    internal const char ListSeparator = '\u001f';
    private static readonly char[] WordSeparators = [',', ';', '|'];

    private readonly ReadCustom custom = new(catalog, mapping.DayFirst, make);
    private readonly FinishDraft finish = new(catalog, mapping, rights, make);
    private readonly DateOnly today = DateOnly.FromDateTime(catalog.Now.UtcDateTime.AddDays(1));

    // In the order of the fields, wherever their columns stand: a second phone never comes before the first.
    private readonly (int Column, ImportTarget Goal, string Name)[] goals =
    [
        .. mapping
            .Columns.Select((c, i) => (Column: i, Goal: c.Goal!, Name: c.Target!))
            .Where(c => c.Goal is not null)
            .OrderBy(c => c.Goal.Field)
            .ThenBy(c => c.Goal.Number),
    ];

    public CustomerDraft Read(CsvRow row)
    {
        var draft = new CustomerDraft
        {
            Row = row.Number,
            Line = row.Line,
            Raw = row.Fields,
        };
        if (row.Problem is { } problem)
        {
            draft.Errors.Add("row", problem);
            return draft;
        }
        foreach (var (column, goal, name) in goals)
            if (column < row.Fields.Count && Cell(row.Fields[column]) is { } value)
                Set(draft, goal, name, value);
        return finish.Run(draft);
    }

    /// <summary>A row that came as named values.</summary>
    public CustomerDraft Read(
        long number,
        IEnumerable<(ImportTarget Goal, string Name, string Value)> values,
        IEnumerable<(string Field, string Error)> faults
    )
    {
        var draft = new CustomerDraft { Row = number, Line = number };
        foreach (var (field, error) in faults)
            draft.Errors.Add(field, error);
        // A row that could not be read at all has no fields that one could miss.
        if (draft.Errors.ByField.ContainsKey("row"))
            return draft;
        foreach (var (goal, name, value) in values)
            if (Cell(value) is { } filled)
                Set(draft, goal, name, filled);
        return finish.Run(draft);
    }

    // Files of rejected rows carry an apostrophe before what a spreadsheet would run; it goes again when they come back.
    internal static string? Cell(string cell)
    {
        var value = cell.Trim();
        if (value.Length > 1 && value[0] == '\'' && CsvText.Guard(value[1..]) == value)
            value = value[1..];
        return value.Length == 0 ? null : value;
    }

    private void Set(CustomerDraft draft, ImportTarget goal, string name, string value)
    {
        var errors = draft.Errors;
        if (
            StorableText.Fault(value) is { } fault
            || (fault = value.Contains('\uFFFD') ? "It holds bytes that are no text in this file's encoding." : null) is not null
        )
        {
            errors.Add(name, fault);
            return;
        }
        switch (goal.Field)
        {
            case ImportField.Type:
                draft.Type = Known(errors, name, ReadWords.Type(value), "It must be individual or organization.");
                break;
            case DisplayName:
                draft.Name = errors.Text(name, value, Customers.Customer.MaxName);
                break;
            case FirstName:
                draft.FirstName = errors.Text(name, value, 100);
                break;
            case MiddleName:
                draft.FirstName = errors.Text(name, $"{draft.FirstName} {value}", 200);
                break;
            case LastName:
                draft.LastName = errors.Text(name, value, 100);
                break;
            case NameSuffix:
                draft.LastName = errors.Text(name, $"{draft.LastName} {value}", 200);
                break;
            case Company:
                draft.Company = errors.Text(name, value, Customers.Customer.MaxName);
                break;
            case JobTitle:
                draft.JobTitle = errors.Text(name, value, 100);
                break;
            case Status:
                draft.Standing = Known(
                    errors,
                    name,
                    ReadWords.Standing(value),
                    $"It must be one of {string.Join(", ", ReadWords.Standings)}."
                );
                break;
            case Source:
                draft.Source = Word<CustomerSource>(errors, name, ReadWords.Plain(value));
                break;
            case ImportField.ExternalId:
                draft.ExternalId = errors.Text(name, value, 200);
                break;
            case Email:
                Split(value, ";,|\n").ForEach(email => AddEmail(draft, name, email));
                break;
            case Phone:
                Split(value, ";|\n").ForEach(phone => Add(draft.Phones, errors.Phone(name, phone)));
                break;
            case ImportField.Branch:
                draft.BranchId = Known(errors, name, catalog.Branch(value), $"There is no branch {value}.");
                break;
            case Owner:
                draft.OwnerId = Known(
                    errors,
                    name,
                    catalog.User(value),
                    value.Contains('@') ? $"There is no active user with the e-mail address {value}." : "The owner must be an active user."
                );
                break;
            case ImportField.Tags:
                SetTags(draft, name, value);
                break;
            case ImportField.Described when goal.Described == CustomerDescription.BirthDate && ReadDates.LacksYear(value):
                make.Keep(draft, "birthday", value);
                break;
            case ImportField.Described:
                draft.Fields[goal.Described!] = goal.Described!.Read(new CellText(errors, name, value, mapping.DayFirst, today));
                break;
            case >= ImportField.AddressType and <= Country:
                SetAddress(draft, goal, name, value);
                break;
            case >= ContactName and <= ImportField.ContactRole:
                SetContact(draft, goal, name, value);
                break;
            default:
                custom.Set(draft, goal.Custom!, name, value);
                break;
        }
    }

    private static void AddEmail(CustomerDraft draft, string name, string email)
    {
        // Google marks the main address with a star; links carry their scheme.
        email = email.TrimStart('*', ' ');
        if (email.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            email = email[7..];
        Add(draft.Emails, draft.Errors.Email(name, email));
    }

    /// <summary>The words of a list: as they came where they came apart, else between commas and their like.</summary>
    internal static string[] ListOf(string value) =>
        value.Split(
            value.Contains(ListSeparator) ? [ListSeparator] : WordSeparators,
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );

    private static void SetTags(CustomerDraft draft, string name, string value)
    {
        foreach (var tag in ListOf(value))
            if (draft.Errors.Text(name, tag.Trim('"', '*', ':', ' '), 60) is { } fit)
                draft.Tags.Add(fit);
        if (draft.Tags.Count > 100)
            draft.Errors.Add(name, "A customer has at most 100 tags.");
    }

    private void SetAddress(CustomerDraft draft, ImportTarget goal, string name, string value)
    {
        var address = draft.Addresses.FirstOrDefault(a => a.Number == goal.Number);
        if (address is null)
            draft.Addresses.Add(
                address = new AddressDraft
                {
                    Number = goal.Number,
                    Type = mapping.AddressTypes.TryGetValue(goal.Number, out var type) ? type : null,
                }
            );
        var errors = draft.Errors;
        switch (goal.Field)
        {
            case ImportField.AddressType:
                address.Type = Word<AddressType>(errors, name, ReadWords.Plain(value));
                break;
            case AddressFull:
                address.Full = errors.Text(name, value, 1000);
                break;
            case StreetLine1:
                (address.StreetLine1, address.StreetLine2) = TwoLines(errors, name, value, address.StreetLine2);
                break;
            case StreetLine2:
                address.StreetLine2 = errors.Text(name, address.StreetLine2 is null ? value : $"{address.StreetLine2}, {value}", 200);
                break;
            case City:
                address.City = errors.Text(name, value, 100);
                break;
            case StateProvince:
                address.StateProvince = errors.Text(name, value, 100);
                break;
            case PostalCode:
                address.PostalCode = errors.Text(name, value, 20);
                break;
            default:
                address.Country = Known(errors, name, Countries.FromText(value), $"'{value}' is not a country.");
                break;
        }
    }

    // Some programs write the whole street into one cell, line under line.
    private static (string?, string?) TwoLines(Errors errors, string name, string value, string? second)
    {
        var lines = value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 1 && second is null
            ? (errors.Text(name, lines[0], 200), errors.Text(name, string.Join(", ", lines[1..]), 200))
            : (errors.Text(name, value, 200), second);
    }

    private static void SetContact(CustomerDraft draft, ImportTarget goal, string name, string value)
    {
        var contact = draft.Contacts.FirstOrDefault(c => c.Number == goal.Number);
        if (contact is null)
            draft.Contacts.Add(contact = new ContactDraft { Number = goal.Number });
        var errors = draft.Errors;
        switch (goal.Field)
        {
            case ContactName:
                (contact.FirstName, contact.LastName) = FinishDraft.SplitName(errors.Text(name, value, 200));
                break;
            case ContactFirstName:
                contact.FirstName = errors.Text(name, value, 100);
                break;
            case ContactLastName:
                contact.LastName = errors.Text(name, value, 100);
                break;
            case ContactEmail:
                contact.Email = errors.Email(name, value);
                break;
            case ContactPhone:
                contact.Phone = errors.Phone(name, value);
                break;
            case ContactJobTitle:
                contact.JobTitle = errors.Text(name, value, 100);
                break;
            default:
                contact.Role = Word<ContactRole>(errors, name, ReadWords.Plain(value));
                break;
        }
    }

    private static T? Word<T>(Errors errors, string name, string value)
        where T : struct, Enum =>
        Known(
            errors,
            name,
            Words.TryParse<T>(value, out var word) ? word : (T?)null,
            $"It must be one of {string.Join(", ", Words.All<T>())}."
        );

    private static T Known<T>(Errors errors, string name, T value, string error)
    {
        if (value is null)
            errors.Add(name, error);
        return value;
    }

    private static List<string> Split(string value, string separators) =>
        value.Contains(" ::: ", StringComparison.Ordinal)
            ? [.. value.Split(" ::: ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
        : value.AsSpan().ContainsAny(separators)
            ? [.. value.Split(separators.ToCharArray(), StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
        : [value];

    private static void Add(List<string> values, string? value)
    {
        if (value is not null && !values.Contains(value, StringComparer.OrdinalIgnoreCase))
            values.Add(value);
    }
}
