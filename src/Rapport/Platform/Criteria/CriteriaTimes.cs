using Rapport.Platform.Data;

namespace Rapport.Platform.Criteria;

/// <summary>Which facts criteria depend on, and whom the mere passing of time may concern.</summary>
public static class CriteriaTimes
{
    /// <summary>Kinds of facts, and names of <see cref="CriteriaSubjects"/>.</summary>
    public static IReadOnlySet<string> Subjects(Criterion criterion) =>
        criterion.Conditions.SelectMany(c => c.Field.DependsOn.Concat(Segments(c).Select(CriteriaSubjects.Segment))).ToHashSet();

    /// <summary>The segments whose membership is asked about.</summary>
    public static IEnumerable<Guid> Segments(Criterion criterion) => criterion.Conditions.SelectMany(Segments);

    /// <summary>True of criteria that another moment may answer otherwise although nothing happened.</summary>
    public static bool Moves(Criterion criterion) => Strips(criterion).Any(s => s.Edge.Point.Moves);

    /// <summary>True where an answer may change at any hour, not at the beginning of a day alone.</summary>
    public static bool MovesWithinDay(Criterion criterion) => Strips(criterion).Any(s => s.Edge.Point is { Moves: true, IsDay: false });

    /// <summary>
    /// Selects the customers for whom a boundary was passed between two moments: those with a date or a fact in the strip of time that the
    /// boundary moved over. Everybody else's answer is what it was.
    /// </summary>
    /// <param name="rows">Selects the IDs of the filtered rows, given what is joined and the condition.</param>
    public static IEnumerable<Sql> Passed(
        Criterion criterion,
        Guid organization,
        CriteriaMoment before,
        CriteriaMoment now,
        Func<Sql, Sql, Sql> rows
    )
    {
        foreach (var (source, column, edge, isDay, asText) in Strips(criterion).Where(s => s.Edge.Point.Moves).Distinct())
        {
            var (from, to) = isDay ? Days(edge, before, now, asText) : Times(edge, before, now);
            if (from is null)
                continue;
            var inStrip = (Sql)$"{Sql.Raw(column)} >= {from} and {Sql.Raw(column)} < {to!}";
            yield return source switch
            {
                FactsSource facts =>
                    $"select f.customer_id from {Sql.Raw(facts.Facts.Table)} f where f.organization_id = {organization} and {inStrip}",
                ColumnSource { Join: { } join } => rows(join.Text(organization), inStrip),
                _ => rows(Sql.Empty, inStrip),
            };
        }
    }

    /// <summary>The time from which on, and the time before which, a value meets the condition.</summary>
    internal static (Edge? From, Edge? To) BoundsOf(Condition condition)
    {
        var points = condition.Values.OfType<PointValue>().Select(v => v.Point).ToList();
        return condition.Operator switch
        {
            CriteriaOperator.Gte => (new Edge(points[0], false), null),
            CriteriaOperator.Gt => (new Edge(points[0], true), null),
            CriteriaOperator.Lt => (null, new Edge(points[0], false)),
            CriteriaOperator.Lte => (null, new Edge(points[0], true)),
            _ => (new Edge(points[0], false), new Edge(points[^1], true)),
        };
    }

    private sealed record Strip(FieldSource Source, string Column, Edge Edge, bool IsDay, bool AsText);

    private static IEnumerable<Strip> Strips(Criterion criterion) => criterion.Conditions.Select(c => c.AsTime()).SelectMany(Strips);

    private static IEnumerable<Strip> Strips(Condition condition)
    {
        var source = condition.Field.Source;
        if (source is not FactsSource facts)
            return source is ColumnSource column ? OfValues(condition, source, column.Column, column.AsText) : [];
        var happened = OfWindow(condition.Window).Select(edge => new Strip(facts, "f.happened_at", edge, false, false));
        var where = condition.Where?.Conditions.SelectMany(inner =>
            inner.Field.Source is ColumnSource of ? OfValues(inner, facts, of.Column, of.AsText) : []
        );
        var compared = facts.Of?.Source is ColumnSource summed ? summed.Column : "f.happened_at";
        return [.. happened, .. where ?? [], .. OfValues(condition, facts, compared, asText: false)];
    }

    private static IEnumerable<Edge> OfWindow(Window? window) => new[] { window?.From, window?.To }.OfType<Edge>();

    private static IEnumerable<Strip> OfValues(Condition condition, FieldSource source, string column, bool asText)
    {
        if (!condition.Values.OfType<PointValue>().Any())
            return [];
        var (from, to) = BoundsOf(condition with { Operator = Positive(condition.Operator) });
        return new[] { from, to }
            .OfType<Edge>()
            .Select(edge => new Strip(source, column, edge, condition.Field.Type == CriteriaType.Date, asText));
    }

    private static CriteriaOperator Positive(CriteriaOperator op) => op == CriteriaOperator.Neq ? CriteriaOperator.Eq : op;

    private static (Sql? From, Sql? To) Times(Edge edge, CriteriaMoment before, CriteriaMoment now)
    {
        var (one, other) = (edge.At(before), edge.At(now));
        return one == other ? (null, null) : ((Sql)$"{(one < other ? one : other)}", (Sql)$"{(one < other ? other : one)}");
    }

    private static (Sql? From, Sql? To) Days(Edge edge, CriteriaMoment before, CriteriaMoment now, bool asText)
    {
        var (one, other) = (edge.DayAt(before), edge.DayAt(now));
        if (one == other)
            return (null, null);
        var (from, to) = one < other ? (one, other) : (other, one);
        return asText ? ((Sql)$"{Text(from)}", (Sql)$"{Text(to)}") : ((Sql)$"{from}", (Sql)$"{to}");
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<Guid> Segments(Condition condition) =>
        condition.Field.Type == CriteriaType.Segment ? condition.Values.OfType<IdValue>().Select(v => v.Id) : [];
}
