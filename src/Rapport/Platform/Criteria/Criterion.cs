namespace Rapport.Platform.Criteria;

public enum GroupKind
{
    All,
    Any,
    None,

    /// <summary>The opposite of the one it holds.</summary>
    Not,
}

/// <summary>A condition or a group of them, read and checked.</summary>
/// <param name="Path">Where it stands in what was sent, such as "criteria.all[0]".</param>
public abstract record Criterion(string Path)
{
    /// <summary>The conditions in their order, without those of <c>where</c>.</summary>
    public IEnumerable<Condition> Conditions =>
        this switch
        {
            Group group => group.Of.SelectMany(c => c.Conditions),
            Condition condition => [condition],
            _ => [],
        };
}

public sealed record Group(GroupKind Kind, IReadOnlyList<Criterion> Of, string Path) : Criterion(Path);

public sealed record Condition(CriteriaField Field, CriteriaOperator Operator, IReadOnlyList<CriteriaValue> Values, string Path)
    : Criterion(Path)
{
    /// <summary>Which facts count by when they happened; null for all.</summary>
    public Window? Window { get; init; }

    /// <summary>Which facts count by what they are.</summary>
    public Criterion? Where { get; init; }

    /// <summary>The currency of an amount; null for the one that most of the customer's are in.</summary>
    public string? Currency { get; init; }

    /// <summary>A number of days as the time that lies so long ago: at least 90 days is on or before the day 90 days ago.</summary>
    public Condition AsTime() =>
        Field.Type != CriteriaType.Days
            ? this
            : this with
            {
                Field = Field with { Type = CriteriaType.Time },
                Operator = Turned,
                Values = [.. Values.OfType<NumberValue>().Reverse().Select(v => new PointValue(TimePoint.After(-(int)v.Number, 'd')))],
            };

    private CriteriaOperator Turned =>
        Operator switch
        {
            CriteriaOperator.Gt => CriteriaOperator.Lt,
            CriteriaOperator.Gte => CriteriaOperator.Lte,
            CriteriaOperator.Lt => CriteriaOperator.Gt,
            CriteriaOperator.Lte => CriteriaOperator.Gte,
            _ => Operator,
        };
}

public abstract record CriteriaValue;

/// <param name="Label">What people call it, where that is not the text itself.</param>
public sealed record TextValue(string Text, string? Label = null) : CriteriaValue;

public sealed record NumberValue(decimal Number) : CriteriaValue;

public sealed record TruthValue(bool Truth) : CriteriaValue;

public sealed record IdValue(Guid Id, string Label) : CriteriaValue;

public sealed record PointValue(TimePoint Point) : CriteriaValue;
