using System.Text.Json;
using Rapport.Platform.Http;

namespace Rapport.Records.Facts.Intake;

/// <summary>
/// Reads one fact from JSON by the description of its kind: every fault is told under its field, and what nobody knows is refused by name.
/// </summary>
public static class ReadFact
{
    private const int MaxExternalId = 200;
    private static readonly string[] NamesCustomer = ["id", "external_id", "email"];

    /// <param name="kind">The kind where the address tells it already; a row of a bulk names its own.</param>
    /// <param name="isPart">True of a single fact: a missing external ID is made up, and what follows from the rest may be left
    /// out.</param>
    public static FactDraft Of(long row, JsonElement given, FactKind? kind, bool isPart = false)
    {
        var draft = new FactDraft(row, given) { Kind = kind, Type = kind?.Type };
        try
        {
            if (kind is not null || ReadKind(given, draft))
                Read(draft, given, isPart);
            else
                ReadExternalId(given, draft, isPart: true);
        }
        catch (InvalidOperationException)
        {
            // What JSON lets one write with escapes need not be text.
            draft.Unreadable("row", "It holds text that is not valid Unicode.");
        }
        return draft;
    }

    private static void Read(FactDraft draft, JsonElement given, bool isPart)
    {
        if (given.TryGetProperty("deleted", out var deleted))
        {
            if (deleted.ValueKind is JsonValueKind.True)
                draft.IsRemoval = true;
            else if (deleted.ValueKind is not JsonValueKind.False)
                draft.Unreadable("deleted", "It must be true or false.");
        }
        ReadExternalId(given, draft, isPart);
        if (draft.IsRemoval)
        {
            foreach (var property in given.EnumerateObject().Where(p => !IsEnvelope(draft, p.Name)))
                if (!draft.Kind!.ByName.ContainsKey(property.Name))
                    RefuseField(draft, property.Name, draft.Kind.ByName.Keys.Order());
            return;
        }

        var fact = draft.Fact = draft.Kind!.Make();
        if (draft.ExternalId is not null)
            fact.ExternalId = draft.ExternalId;
        ReadCustomer(given, draft);
        // Amounts are counted in the currency's own units, so it comes first.
        if (draft.Kind.Currency is { } currency && given.TryGetProperty(currency.Name, out var code))
            Put(draft, fact, currency, code, null);
        foreach (var property in given.EnumerateObject())
            ReadProperty(draft, fact, property);
        foreach (
            var missing in draft.Kind.ByName.Values.Where(f =>
                f.IsRequired
                && !fact.Given.Contains(f.Name)
                && !(isPart && f.ByHand == RequiredFieldAttribute.Follows)
                && !IsTold(draft, f.Name)
            )
        )
            draft.Errors.Add(missing.Name, "It is required.");
    }

    private static bool IsTold(FactDraft draft, string field) => draft.Errors.ByField.ContainsKey(field);

    private static bool ReadKind(JsonElement given, FactDraft draft)
    {
        if (!given.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            draft.Unreadable("type", "It is required: say what kind of fact this is.");
        else if ((draft.Kind = FactKind.Named(draft.Type = FactValue.Cut(type.GetString()!))) is null)
            draft.Unreadable("type", $"There is no such kind of fact. Known are {string.Join(", ", FactKind.All.Select(k => k.Type))}.");
        return draft.Kind is not null;
    }

    private static void ReadExternalId(JsonElement given, FactDraft draft, bool isPart)
    {
        if (!given.TryGetProperty("external_id", out var id) || id.ValueKind == JsonValueKind.Null)
        {
            if (!isPart)
                draft.Errors.Add("external_id", "It is required: by it a fact is sent again, corrected or taken back.");
            return;
        }
        if (FactValue.Identifier(id) is not { } text)
            draft.Unreadable("external_id", "It must be a text.");
        else if (text.Length is 0 or > MaxExternalId)
            draft.Errors.Add("external_id", $"It must be a text of 1 to {MaxExternalId} characters.");
        else if (FactValue.Unstorable(text) is { } fault)
            draft.Errors.Add("external_id", fault);
        else
            draft.ExternalId = text;
    }

    private static void ReadCustomer(JsonElement given, FactDraft draft)
    {
        if (!draft.Kind!.IsOfCustomer)
            return;
        if (given.TryGetProperty("customer", out var named))
            RefuseUnknown(draft, "customer", named, NamesCustomer);
        if (given.TryGetProperty("customer_id", out var id) && id.ValueKind != JsonValueKind.Null)
        {
            if (FactValue.Id(id) is { } known)
                draft.Customer = new CustomerName(known, null, null);
            else
                draft.Unreadable("customer_id", "It must be a UUID.");
            return;
        }
        if (named.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            draft.Errors.Add("customer", "It is required: {\"id\": …}, {\"external_id\": …} or {\"email\": …}.");
            return;
        }
        draft.Customer = Customer(named);
        if (draft.Customer is null && !draft.IsUnreadable)
            draft.Unreadable("customer", "It must be {\"id\": …}, {\"external_id\": …} or {\"email\": …}.");
        else if (
            (draft.Customer?.ExternalId ?? draft.Customer?.Email) is { } text
            && (text.Length is 0 or > 320 || FactValue.Unstorable(text) is not null)
        )
            draft.Errors.Add("customer", "It names nobody: the text is empty, too long, or holds what no ID does.");
    }

    private static CustomerName? Customer(JsonElement named)
    {
        if (named.ValueKind != JsonValueKind.Object)
            return null;
        CustomerName? found = null;
        foreach (var property in named.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null || !NamesCustomer.Contains(property.Name))
                continue;
            var name = property.Name switch
            {
                "id" when FactValue.Id(property.Value) is { } id => new CustomerName(id, null, null),
                "external_id" when FactValue.Identifier(property.Value) is { } external => new CustomerName(null, external, null),
                "email" when property.Value.ValueKind == JsonValueKind.String => new CustomerName(null, null, property.Value.GetString()),
                _ => null,
            };
            if (name is null)
                return null;
            // The surest name counts.
            found = found is null || name.Id is not null || (name.ExternalId is not null && found.Id is null) ? name : found;
        }
        return found;
    }

    private static void ReadProperty(FactDraft draft, Fact fact, JsonProperty property)
    {
        if (IsEnvelope(draft, property.Name) || property.Name == draft.Kind!.Currency?.Name)
            return;
        if (!draft.Kind.ByName.TryGetValue(property.Name, out var field))
            RefuseField(draft, property.Name, draft.Kind.ByName.Keys.Order());
        else if (field.Kind == FieldKind.Lines)
            ReadLines(draft, fact, field, property.Value);
        else
            Put(draft, fact, field, property.Value, null);
    }

    /// <summary>What stands in every fact beside the fields of its kind.</summary>
    private static bool IsEnvelope(FactDraft draft, string name) =>
        name is "type" or "external_id" or "deleted" || (name is "customer" or "customer_id" && draft.Kind!.IsOfCustomer);

    private static void RefuseField(FactDraft draft, string name, IEnumerable<string> known) =>
        draft.Unreadable(FactValue.Cut(name), $"{BodyFaults.UnknownField} Known are {string.Join(", ", known)}.");

    /// <summary>Fields that nobody reads of an object that names somebody or something, or of a list of such.</summary>
    private static void RefuseUnknown(FactDraft draft, string place, JsonElement given, IReadOnlyCollection<string> known)
    {
        if (given.ValueKind == JsonValueKind.Object)
            foreach (var property in given.EnumerateObject().Where(p => !known.Contains(p.Name)))
                RefuseField(draft, $"{place}.{FactValue.Cut(property.Name)}", known);
        if (given.ValueKind != JsonValueKind.Array)
            return;
        foreach (var (number, item) in given.EnumerateArray().Index())
            RefuseUnknown(draft, $"{place}[{number}]", item, known);
    }

    private static void ReadLines(FactDraft draft, Fact fact, FactField lines, JsonElement given)
    {
        if (given.ValueKind == JsonValueKind.Null)
            return;
        if (given.ValueKind != JsonValueKind.Array)
        {
            draft.Unreadable(lines.Name, "It must be an array of lines.");
            return;
        }
        if (given.GetArrayLength() > lines.Most)
        {
            draft.Errors.Add(lines.Name, $"It has more than {lines.Most:N0} lines.");
            return;
        }
        fact.Given.Add(lines.Name);
        var list = (System.Collections.IList)lines.Get(fact)!;
        foreach (var element in given.EnumerateArray())
        {
            var place = $"{lines.Name}[{list.Count}]";
            var line = (FactLine)Activator.CreateInstance(draft.Kind!.LineClass!)!;
            line.Position = list.Count;
            if (element.ValueKind == JsonValueKind.Object)
                ReadLine(draft, line, place, element);
            else
                draft.Unreadable(place, "A line must be an object.");
            list.Add(line);
        }
    }

    private static void ReadLine(FactDraft draft, FactLine line, string place, JsonElement given)
    {
        var told = new HashSet<string>();
        foreach (var property in given.EnumerateObject())
        {
            told.Add(property.Name);
            var field = draft.Kind!.LineFields.FirstOrDefault(f => f.Name == property.Name);
            if (field is null)
                RefuseField(draft, $"{place}.{FactValue.Cut(property.Name)}", draft.Kind.LineFields.Select(f => f.Name));
            else
                Put(draft, line, field, property.Value, place);
        }
        foreach (var missing in draft.Kind!.LineFields.Where(f => f.IsRequired && !told.Contains(f.Name)))
            draft.Errors.Add($"{place}.{missing.Name}", "It is required.");
    }

    /// <summary>Puts one value into its place, or tells what is wrong with it.</summary>
    private static void Put(FactDraft draft, object into, FactField field, JsonElement given, string? place)
    {
        var name = place is null ? field.Name : $"{place}.{field.Name}";
        if (given.ValueKind == JsonValueKind.Null)
        {
            if (field.IsRequired)
                draft.Errors.Add(name, "It is required.");
            return;
        }
        if (field.Kind == FieldKind.People)
        {
            ReadPeople(draft, (Fact)into, field, given);
            return;
        }
        if (FactValue.Names(field.Kind) is { Length: > 0 } known)
            RefuseUnknown(draft, name, given, known);
        if (field.Kind == FieldKind.Reference && FactValue.ReferredId(given) is { } id)
        {
            draft.ById.Add((field, id));
            (into as Fact)?.Given.Add(field.Name);
            return;
        }
        var currency = into is Fact fact && draft.Kind!.Currency is { } code ? code.Get(fact) as string : null;
        var value = FactValue.Read(field, given, string.IsNullOrEmpty(currency) ? null : currency, draft.Kind!.IsPaymentData);
        if (value.Fault is not null && value.IsUnreadable)
            draft.Unreadable(name, value.Fault);
        else if (value.Fault is not null)
            draft.Errors.Add(name, value.Fault);
        else
        {
            field.Set(into, value.Value);
            (into as Fact)?.Given.Add(field.Name);
        }
    }

    private static void ReadPeople(FactDraft draft, Fact fact, FactField field, JsonElement given)
    {
        if (StorableText.Fault(given) is { } unstorable)
        {
            draft.Unreadable(field.Name, unstorable);
            return;
        }
        var people =
            given.ValueKind == JsonValueKind.String
                ? Attendees.Typed(given.GetString()!)
                : Attendees.Read(given, (place, fault) => draft.Unreadable(field.Name + place, fault));
        field.Set(fact, FactValue.WithoutCards(people.ToStored(field.Name, draft.Errors)));
        fact.Given.Add(field.Name);
    }
}
