using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Platform.Criteria;

/// <summary>
/// Reads criteria from JSON and checks them against a catalogue. Each fault is named with the path at which it stands; nothing is guessed.
/// </summary>
public sealed class ReadCriteria(CriteriaCatalogue catalogue, Errors errors)
{
    public const int MostLevels = 10,
        MostConditions = 200,
        MostLetters = 64_000;
    private const int MostFaults = 20,
        MostValues = 5_000;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    private readonly bool isOfFact;
    private int conditions,
        faults;

    private ReadCriteria(CriteriaCatalogue catalogue, Errors errors, bool isOfFact)
        : this(catalogue, errors) => this.isOfFact = isOfFact;

    /// <summary>The criteria, or null when the errors say why not.</summary>
    public Criterion? Read(JsonElement json, string path)
    {
        if (StorableText.Fault(json) is { } fault)
            return Fail(path, fault);
        // A whole segment may be sent where its criteria are asked for.
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("criteria", out var inner))
        {
            foreach (var property in json.EnumerateObject().Where(p => p.Name is not ("type" or "criteria")))
                Fail($"{path}.{Cut(property.Name)}", "There is no such field here. Known are type and criteria.");
            return Bounded(Node(inner, $"{path}.criteria", 1), path);
        }
        return Bounded(Node(json, path, 1), path);
    }

    private Criterion? Bounded(Criterion? criterion, string path)
    {
        // A fault beside something that can be read, such as a field too many, counts as well.
        if (criterion is null || faults > 0)
            return null;
        var compiler = new CompileCriteria(Guid.Empty, new CriteriaMoment(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc));
        compiler.Where(criterion);
        if (compiler.JoinCount > CompileCriteria.MostJoins)
            return Fail(path, $"It asks for more than {CompileCriteria.MostJoins} different figures of facts and own fields.");
        return criterion.Conditions.Sum(c => c.Values.Count) > MostValues
            ? Fail(path, $"It names more than {MostValues:N0} values.")
            : criterion;
    }

    /// <summary>The same from a text, such as a parameter of an address.</summary>
    public Criterion? Read(string text, string path)
    {
        if (text.Length > MostLetters)
            return Fail(path, $"It is longer than {MostLetters:N0} characters.");
        try
        {
            using var json = JsonDocument.Parse(text, Strict);
            return Read(json.RootElement, path);
        }
        catch (JsonException)
        {
            return Fail(path, "It is not JSON, or nested too deep.");
        }
    }

    private Criterion? Node(JsonElement json, string path, int level)
    {
        if (faults >= MostFaults)
            return null;
        if (level > MostLevels)
            return Fail(path, $"Groups may be nested {MostLevels} levels deep.");
        if (json.ValueKind != JsonValueKind.Object)
            return Fail(path, "It must be an object: a condition with field, operator and value, or a group with all, any, none or not.");
        var groups = json.EnumerateObject().Where(p => GroupOf(p.Name) is not null).ToList();
        if (groups.Count == 0)
            return Condition(json, path);
        foreach (var property in json.EnumerateObject().Where(p => p.Name != groups[0].Name))
            Fail(
                $"{path}.{Cut(property.Name)}",
                GroupOf(property.Name) is null
                    ? $"There is no such field beside {groups[0].Name}."
                    : $"A group has one of all, any, none and not; {groups[0].Name} is there already."
            );
        return GroupOf(groups[0].Name) == GroupKind.Not ? Opposite(groups[0].Value, path, level) : ReadGroup(groups[0], path, level);
    }

    private Group? Opposite(JsonElement json, string path, int level) =>
        Node(json, $"{path}.not", level + 1) is { } one ? new Group(GroupKind.Not, [one], path) : null;

    private Group? ReadGroup(JsonProperty group, string path, int level)
    {
        var inside = $"{path}.{group.Name}";
        if (group.Value.ValueKind != JsonValueKind.Array)
        {
            Fail(inside, "It must be a list of conditions and groups.");
            return null;
        }
        var (of, index, whole) = (new List<Criterion>(), 0, true);
        foreach (var element in group.Value.EnumerateArray())
        {
            var one = Node(element, $"{inside}[{index++}]", level + 1);
            if (conditions > MostConditions || faults >= MostFaults)
                return null;
            whole &= one is not null;
            if (one is not null)
                of.Add(one);
        }
        return whole ? new Group(GroupOf(group.Name)!.Value, of, path) : null;
    }

    private static GroupKind? GroupOf(string name) =>
        name switch
        {
            "all" => GroupKind.All,
            "any" => GroupKind.Any,
            "none" => GroupKind.None,
            "not" => GroupKind.Not,
            _ => null,
        };

    private Condition? Condition(JsonElement json, string path)
    {
        if (++conditions > MostConditions)
        {
            // Said once, however many more there are.
            if (conditions == MostConditions + 1)
                Fail(path, $"There are more than {MostConditions} conditions.");
            return null;
        }
        var before = faults;
        foreach (
            var property in json.EnumerateObject()
                .Where(p => p.Name is not ("field" or "operator" or "value" or "window" or "where" or "currency"))
        )
            Fail(
                $"{path}.{Cut(property.Name)}",
                "There is no such field here. Known are field, operator, value, window, where and currency, or all, any, none, not."
            );
        var how = Operator(json, path);
        if (Field(json, path, how) is not { } field || how is not { } op)
            return null;
        if (!field.Operators.Contains(op))
        {
            Fail($"{path}.operator", $"{field.Name} takes {string.Join(", ", field.Operators.Select(Words.Of))}.");
            return null;
        }
        var values = new ReadValues(field, op, Fail).Read(json, $"{path}.value");
        var condition = new Condition(field, op, values ?? [], path)
        {
            Window = Window(json, path, field),
            Where = Where(json, path, field),
            Currency = Currency(json, path, field),
        };
        return faults == before && values is not null ? condition : null;
    }

    private CriteriaOperator? Operator(JsonElement json, string path)
    {
        if (!json.TryGetProperty("operator", out var given))
            Fail($"{path}.operator", $"It is required: one of {string.Join(", ", Words.All<CriteriaOperator>())}.");
        else if (given.ValueKind != JsonValueKind.String || !Words.TryParse<CriteriaOperator>(given.GetString(), out var op))
            Fail($"{path}.operator", $"It must be one of {string.Join(", ", Words.All<CriteriaOperator>())}.");
        else
            return op;
        return null;
    }

    private CriteriaField? Field(JsonElement json, string path, CriteriaOperator? op)
    {
        if (!json.TryGetProperty("field", out var given))
        {
            if (op is CriteriaOperator.InSegment or CriteriaOperator.NotInSegment && catalogue.Named("segment") is { } segment)
                return segment;
            Fail($"{path}.field", "It is required, such as account.industry.");
            return null;
        }
        if (given.ValueKind != JsonValueKind.String)
        {
            Fail($"{path}.field", "It must be the name of a field, such as account.industry.");
            return null;
        }
        var name = given.GetString()!;
        if (catalogue.Named(name) is { } field)
            return field;
        var known = isOfFact
            ? $"Known are {string.Join(", ", catalogue.All.Select(f => f.Name))}."
            : "All are listed at /api/segments/fields.";
        Fail(
            $"{path}.field",
            $"There is no field {Cut(name)}. {(catalogue.Nearest(name) is { } nearest ? $"Perhaps {nearest}? " : "")}{known}"
        );
        return null;
    }

    private Window? Window(JsonElement json, string path, CriteriaField field)
    {
        if (!json.TryGetProperty("window", out var given) || given.ValueKind == JsonValueKind.Null)
            return null;
        if (!field.IsOfFacts)
            Fail($"{path}.window", $"{field.Name} takes no window; fields of facts do, such as orders.count.");
        else if (given.ValueKind == JsonValueKind.String && Criteria.Window.Read(given.GetString()!) is { } window)
            return window;
        else if (given.ValueKind == JsonValueKind.Object)
            return Span(given, $"{path}.window");
        else
            Fail($"{path}.window", "It must be a length of h, d, w, M or y, such as 365d, or +30d for the time ahead, or from and to.");
        return null;
    }

    private Window? Span(JsonElement json, string path)
    {
        Edge? Bound(string name, bool behind)
        {
            if (!json.TryGetProperty(name, out var given))
                return null;
            if (given.ValueKind == JsonValueKind.String && TimePoint.Read(given.GetString()!) is { } point)
                return new Edge(point, behind);
            Fail($"{path}.{name}", ReadValues.Times);
            return null;
        }
        foreach (var property in json.EnumerateObject().Where(p => p.Name is not ("from" or "to")))
            Fail($"{path}.{Cut(property.Name)}", "There is no such field here. Known are from and to.");
        var (from, to) = (Bound("from", false), Bound("to", true));
        if (!json.EnumerateObject().Any())
            Fail(path, "Give from, to or both.");
        return new Window(from, to);
    }

    private Criterion? Where(JsonElement json, string path, CriteriaField field)
    {
        if (!json.TryGetProperty("where", out var given) || given.ValueKind == JsonValueKind.Null)
            return null;
        if (field.Source is not FactsSource facts)
        {
            Fail($"{path}.where", $"{field.Name} takes no where; fields of facts do, such as orders.count.");
            return null;
        }
        var inner = new ReadCriteria(new CriteriaCatalogue(facts.Facts.Fields), errors, isOfFact: true)
        {
            conditions = conditions,
            faults = faults,
        };
        var read = inner.Node(given, $"{path}.where", 2);
        (conditions, faults) = (inner.conditions, inner.faults);
        return read;
    }

    private string? Currency(JsonElement json, string path, CriteriaField field)
    {
        if (!json.TryGetProperty("currency", out var given) || given.ValueKind == JsonValueKind.Null)
            return null;
        if (field.Type != CriteriaType.Money)
            Fail($"{path}.currency", $"{field.Name} is no amount of money.");
        else if (given.ValueKind == JsonValueKind.String && MinorUnits.IsCurrency(given.GetString()!))
            return given.GetString();
        else
            Fail($"{path}.currency", "It must be a currency of ISO 4217, such as EUR.");
        return null;
    }

    private Criterion? Fail(string path, string error)
    {
        if (faults++ < MostFaults)
            errors.Add(path, error);
        return null;
    }

    internal static string Cut(string text) => text.Length > 60 ? string.Create(CultureInfo.InvariantCulture, $"{text[..60]}…") : text;
}
