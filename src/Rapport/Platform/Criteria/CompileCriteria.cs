using Rapport.Platform.Data;

namespace Rapport.Platform.Criteria;

/// <summary>
/// Compiles criteria to one condition on the rows of a set-based statement, and to what is joined for it: facts are summed once for all
/// rows, in a join of their own. The text is the same on both databases.
/// </summary>
/// <param name="only">Narrows facts to some customers, as a condition on the column with the customer's ID; null for all.</param>
public sealed class CompileCriteria(Guid organization, CriteriaMoment moment, Func<string, Sql>? only = null)
{
    /// <summary>As many tables as a statement may join on both databases, less those that a list brings.</summary>
    public const int MostJoins = 40;

    private readonly List<Sql> joins = [];
    private readonly Dictionary<string, string> aliases = new(StringComparer.Ordinal);

    /// <summary>What the conditions compiled so far need, to be put behind the filtered table.</summary>
    public Sql Joins => Sql.Join("\n", joins);

    public int JoinCount => joins.Count;

    public Sql Where(Criterion criterion) => Where(criterion, isNegated: false);

    // Negation goes down to the conditions, so that what is not known counts there in one way alone.
    private Sql Where(Criterion criterion, bool isNegated) =>
        criterion switch
        {
            Group { Kind: GroupKind.Not } group => Where(group.Of[0], !isNegated),
            Group { Kind: GroupKind.All } group => Joined(group, isNegated, isAnd: !isNegated),
            Group { Kind: GroupKind.Any } group => Joined(group, isNegated, isAnd: isNegated),
            Group group => Joined(group, !isNegated, isAnd: !isNegated),
            _ => Where(((Condition)criterion).AsTime(), isNegated),
        };

    private Sql Joined(Group group, bool negates, bool isAnd) =>
        group.Of.Count == 0
            ? Sql.Raw(isAnd ? "true" : "false")
            : $"({Sql.Join(isAnd ? " and " : " or ", group.Of.Select(one => Where(one, negates)))})";

    private Sql Where(Condition condition, bool isNegated)
    {
        var (op, flips) = condition.Operator switch
        {
            CriteriaOperator.Neq => (CriteriaOperator.Eq, true),
            CriteriaOperator.NotIn => (CriteriaOperator.In, true),
            CriteriaOperator.NotExists => (CriteriaOperator.Exists, true),
            CriteriaOperator.NotInSegment => (CriteriaOperator.InSegment, true),
            var same => (same, false),
        };
        var asked = condition with { Operator = op };
        return condition.Field.Source switch
        {
            SegmentSource segments => Negated(segments.From(organization, Ids(asked)), isNegated ^ flips),
            RowsSource rows => Negated($"{rows.From(organization)} and {OfRow(asked, rows.Value)}", isNegated ^ flips),
            FactsSource facts => OfValue(asked, FactsValue(asked, facts), isNegated ^ flips, facts.Of),
            _ => OfValue(asked, Column((ColumnSource)condition.Field.Source), isNegated ^ flips, condition.Field),
        };
    }

    private static Sql Negated(Sql from, bool isNegated) => $"{Sql.Raw(isNegated ? "not " : "")}exists (select 1 {from})";

    private static List<Guid> Ids(Condition condition) => [.. condition.Values.OfType<IdValue>().Select(v => v.Id)];

    private Sql OfRow(Condition condition, string value) =>
        condition.Operator == CriteriaOperator.Exists ? Sql.Raw($"{value} is not null") : Compared(condition, value, asText: false);

    private Sql OfValue(Condition condition, string value, bool isNegated, CriteriaField? of)
    {
        if (condition.Operator == CriteriaOperator.Exists)
            return Known(condition.Field.Type, value, isNegated);
        var source = of?.Source as ColumnSource;
        var holds = Compared(condition, value, source?.AsText == true);
        // Sums were narrowed to the currency already.
        if (condition.Currency is { } currency && condition.Field.Source is ColumnSource { Currency: { } column })
            holds = $"({holds} and {Sql.Raw(column)} = {currency})";
        if (!isNegated)
            return holds;
        return condition.Field.NeedsData ? (Sql)$"({Sql.Raw(value)} is not null and not {holds})" : (Sql)$"not coalesce({holds}, false)";
    }

    private static Sql Known(CriteriaType type, string value, bool isNegated) =>
        Sql.Raw(
            (type, isNegated) switch
            {
                (CriteriaType.Text, false) => $"({value} is not null and {value} <> '')",
                (CriteriaType.Text, true) => $"({value} is null or {value} = '')",
                (_, false) => $"{value} is not null",
                _ => $"{value} is null",
            }
        );

    private string Column(ColumnSource source)
    {
        if (source.Join is { } join && aliases.TryAdd(join.Alias, join.Alias))
            joins.Add(join.Text(organization));
        return source.Column;
    }

    private Sql Compared(Condition condition, string value, bool asText) =>
        condition.Field.Type switch
        {
            CriteriaType.Date or CriteriaType.Time => InTime(condition, value, asText),
            CriteriaType.Text => OfText(condition, value),
            CriteriaType.Members when condition.Field.Options.Count == 0 => OfText(condition, value, isWhole: true),
            CriteriaType.OrderedChoice when condition.Operator is not (CriteriaOperator.Eq or CriteriaOperator.In) => OfOrder(
                condition,
                value
            ),
            CriteriaType.Choice or CriteriaType.OrderedChoice or CriteriaType.Members => Sql.In(value, Texts(condition)),
            CriteriaType.Reference when asText => Sql.In(value, [.. Ids(condition).Select(id => id.ToString())]),
            CriteriaType.Reference => Sql.In(value, Ids(condition)),
            CriteriaType.Truth => $"{Sql.Raw(value)} = {((TruthValue)condition.Values[0]).Truth}",
            _ => OfNumber(condition, value),
        };

    private static List<string> Texts(Condition condition) => [.. condition.Values.OfType<TextValue>().Select(v => v.Text)];

    private static Sql OfText(Condition condition, string value, bool isWhole = false)
    {
        var (folded, texts) = (Sql.Raw($"folded({value})"), Texts(condition).ConvertAll(t => t.ToLowerInvariant()));
        return condition.Operator switch
        {
            CriteriaOperator.Contains when !isWhole => $"{folded} like {"%" + Escaped(texts[0]) + "%"} escape '\\'",
            CriteriaOperator.StartsWith => $"{folded} like {Escaped(texts[0]) + "%"} escape '\\'",
            CriteriaOperator.In => Sql.In($"folded({value})", texts),
            _ => $"{folded} = {texts[0]}",
        };
    }

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);

    private static Sql OfOrder(Condition condition, string value)
    {
        var options = condition.Field.Options.Select(o => o.Value).ToList();
        var places = Texts(condition).ConvertAll(options.IndexOf);
        return Sql.In(
            value,
            condition.Operator switch
            {
                CriteriaOperator.Gt => options[(places[0] + 1)..],
                CriteriaOperator.Gte => options[places[0]..],
                CriteriaOperator.Lt => options[..places[0]],
                CriteriaOperator.Lte => options[..(places[0] + 1)],
                _ => options[places[0]..(places[1] + 1)],
            }
        );
    }

    private static Sql OfNumber(Condition condition, string value)
    {
        var (column, numbers) = (Sql.Raw(value), condition.Values.OfType<NumberValue>().Select(v => v.Number).ToList());
        if (condition.Field.Type == CriteriaType.Money)
            numbers = numbers.ConvertAll(n => decimal.Round(n * 1000));
        return condition.Operator switch
        {
            CriteriaOperator.Gt => $"{column} > {numbers[0]}",
            CriteriaOperator.Gte => $"{column} >= {numbers[0]}",
            CriteriaOperator.Lt => $"{column} < {numbers[0]}",
            CriteriaOperator.Lte => $"{column} <= {numbers[0]}",
            CriteriaOperator.Between => $"({column} >= {numbers[0]} and {column} <= {numbers[1]})",
            CriteriaOperator.In => $"{column} in ({Sql.Join(", ", numbers.Select(n => (Sql)$"{n}"))})",
            _ => $"{column} = {numbers[0]}",
        };
    }

    private Sql InTime(Condition condition, string value, bool asText)
    {
        var (from, to) = CriteriaTimes.BoundsOf(condition);
        var column = Sql.Raw(value);
        Sql Bound(Edge edge) =>
            condition.Field.Type == CriteriaType.Time ? (Sql)$"{edge.At(moment)}"
            : asText ? (Sql)$"{edge.DayAt(moment).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)}"
            : (Sql)$"{edge.DayAt(moment)}";
        var parts = new List<Sql>();
        if (from is not null)
            parts.Add($"{column} >= {Bound(from)}");
        if (to is not null)
            parts.Add($"{column} < {Bound(to)}");
        return parts.Count == 1 ? parts[0] : $"({Sql.Join(" and ", parts)})";
    }

    /// <summary>The value of a sum over facts, which are joined once for all conditions on the same ones.</summary>
    private string FactsValue(Condition condition, FactsSource source)
    {
        // Two conditions that differ in what the sum is compared with alone share it.
        var key = WriteCriteria.Of(condition with { Operator = CriteriaOperator.Exists, Values = [] });
        if (!aliases.TryGetValue(key, out var alias))
        {
            aliases[key] = alias = $"a{aliases.Count}";
            joins.Add($"left join ({Summed(condition, source)}) {Sql.Raw(alias)} on {Sql.Raw(alias)}.customer_id = c.id");
        }
        return source.Function is FactFunction.Count or FactFunction.Sum or FactFunction.Distinct
            ? $"coalesce({alias}.v, 0)"
            : $"{alias}.v";
    }

    private Sql Summed(Condition condition, FactsSource source)
    {
        var column = (source.Of?.Source as ColumnSource)?.Column ?? "f.id";
        var facts = FactsOf(condition, source);
        var value = Sql.Raw(
            source.Function switch
            {
                FactFunction.Count => "count(*)",
                FactFunction.Sum => $"sum({column})",
                FactFunction.Average => $"avg({column})",
                FactFunction.Min => $"min({column})",
                FactFunction.Max => $"max({column})",
                FactFunction.Distinct => $"count(distinct {column})",
                FactFunction.First => "min(f.happened_at)",
                _ => "max(f.happened_at)",
            }
        );
        if (source.Function == FactFunction.LastValue)
            return $"""
                select customer_id, v from (select f.customer_id, {Sql.Raw(column)} as v,
                  row_number() over (partition by f.customer_id order by f.happened_at desc, f.id desc) as place {facts}) latest
                where place = 1
                """;
        // Amounts of two currencies have no sum: what counts is the currency that most are in.
        if (source.Of is { Type: CriteriaType.Money, Source: ColumnSource { Currency: { } currency } } && condition.Currency is null)
            return $"""
                select customer_id, v from (select f.customer_id, {value} as v,
                  row_number() over (partition by f.customer_id order by count(*) desc, {value} desc, {Sql.Raw(currency)}) as place
                  {facts} group by f.customer_id, {Sql.Raw(currency)}) by_currency
                where place = 1
                """;
        return $"select f.customer_id, {value} as v {facts} group by f.customer_id";
    }

    private Sql FactsOf(Condition condition, FactsSource source)
    {
        var facts = source.Facts;
        var conditions = new List<Sql> { $"f.organization_id = {organization}" };
        if (only is not null)
            conditions.Add(only("f.customer_id"));
        if (condition.Window?.From is { } from)
            conditions.Add($"f.happened_at >= {from.At(moment)}");
        if (condition.Window?.To is { } to)
            conditions.Add($"f.happened_at < {to.At(moment)}");
        if (facts.Counted is { } counted && condition.Where?.Conditions.Any(c => c.Field.Name == "status") != true)
            conditions.Add(Sql.Raw($"({counted})"));
        if (condition.Where is { } where)
            conditions.Add(Where(where));
        if (condition.Currency is { } currency && source.Of?.Source is ColumnSource { Currency: { } column })
            conditions.Add($"{Sql.Raw(column)} = {currency}");
        return $"from {Sql.Raw(facts.Table)} f where {Sql.Join(" and ", conditions)}";
    }
}
