using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>
/// Which entries of a timeline are asked for. It narrows what an index yields and never sorts: a filtered page costs what an unfiltered one
/// does.
/// </summary>
public sealed record TimelineFilter(
    IReadOnlyList<string> Types,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    Guid? ActorId = null
)
{
    /// <summary>Everything the record itself went through; its entries are named like events, with a dot.</summary>
    public const string Changes = "changes";

    public static readonly TimelineFilter Everything = new([]);

    /// <summary>Words for several types at once.</summary>
    public static IReadOnlyDictionary<string, string[]> Groups { get; } =
        new Dictionary<string, string[]>
        {
            ["visits"] = ["service_visit", "appointment", "vehicle", "session"],
            ["messages"] = ["interaction", "campaign_message", "survey_response"],
            ["notes"] = ["note"],
            ["money"] = ["order", "invoice", "payment", "opportunity"],
            ["tickets"] = ["ticket"],
            ["loyalty"] = ["loyalty_transaction"],
            [Changes] = [],
        };

    public static (string, string)[] Parameters { get; } =
    [
        ("type", $"Types of entries, or {string.Join(", ", Groups.Keys)}; several with commas"),
        ("from", "Nothing before this date or time"),
        ("to", "Nothing after this date or time"),
        ("actor", "The user who did it"),
    ];

    public static TimelineFilter Read(QueryReader query) =>
        new(TypesOf(query), query.Time("from"), query.Time("to", endOfDay: true), query.Id("actor"));

    private static string[] TypesOf(QueryReader query)
    {
        string[] types =
        [
            .. (query.Text("type") ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        foreach (var unknown in types.Where(t => !IsKnown(t)))
            query.Fail(
                "type",
                $"There is no {unknown}. Known are {string.Join(", ", Groups.Keys)}, the types of facts, and names of events "
                    + "such as customer.updated."
            );
        return types;
    }

    private static bool IsKnown(string type) => Groups.ContainsKey(type) || TimelineKind.Named(type) is not null || type.Contains('.');

    /// <summary>What a cursor belongs to.</summary>
    internal string Key => $"{string.Join(',', Types)}|{From:O}|{To:O}|{ActorId}";

    /// <summary>Where facts of these kinds alone are asked for, the kinds: their own tables find even the rarest of them at once.</summary>
    internal IReadOnlyList<TimelineKind>? Kinds =>
        Types.Count == 0 || Types.Contains(Changes) ? null
        : Types.SelectMany(type => Groups.GetValueOrDefault(type) ?? [type]).Distinct().Select(TimelineKind.Named).ToList() is var kinds
        && kinds.All(k => k is not null)
            ? [.. kinds.OfType<TimelineKind>()]
        : null;

    /// <param name="at">The column that says when, such as "e.occurred_at".</param>
    internal Sql Condition(string at = "e.occurred_at") => Sql.Join(" and ", Conditions(Sql.Raw(at)));

    private IEnumerable<Sql> Conditions(Sql at)
    {
        yield return Sql.Raw("true");
        if (From is { } from)
            yield return $"{at} >= {from}";
        if (To is { } to)
            yield return $"{at} < {to}";
        if (ActorId is { } actor)
            yield return $"e.actor_id = {actor}";
        if (Types.Count > 0)
            yield return OfTypes();
    }

    private Sql OfTypes()
    {
        var types = Types.SelectMany(type => Groups.GetValueOrDefault(type) ?? [type]).Distinct().ToList();
        return Types.Contains(Changes) ? $"({Sql.In("e.type", types)} or e.type like '%.%')" : Sql.In("e.type", types);
    }
}
