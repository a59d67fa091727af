using Rapport.Platform.Data;

namespace Rapport.Platform.Criteria;

public enum CriteriaType
{
    Text,
    Number,
    Money,
    Date,
    Time,

    /// <summary>How many whole days ago a time was: asked as a number, found by the time.</summary>
    Days,
    Truth,
    Choice,

    /// <summary>A choice whose options have an order, such as sizes of companies.</summary>
    OrderedChoice,

    /// <summary>Several values at once, such as tags.</summary>
    Members,

    /// <summary>Another record by its ID, such as the owner.</summary>
    Reference,
    Segment,
}

public enum CriteriaOperator
{
    Eq,
    Neq,
    Gt,
    Gte,
    Lt,
    Lte,
    Between,
    In,
    NotIn,
    Contains,
    StartsWith,
    Exists,
    NotExists,
    InSegment,
    NotInSegment,
}

/// <summary>A value that a field may have, and what people call it.</summary>
public sealed record CriteriaOption(string Value, string Label);

/// <summary>
/// Something that criteria can ask about. A module registers what is its own with <see cref="CriteriaRegistrations.AddCriteriaField"/>,
/// or, where the fields differ between organizations, with an <see cref="ICriteriaSource"/>.
/// </summary>
/// <param name="Name">The dotted path, such as "account.industry"; never renamed.</param>
/// <param name="Group">The heading it stands under where people choose a field.</param>
public sealed record CriteriaField(string Name, string Label, string Group, CriteriaType Type, FieldSource Source)
{
    /// <summary>The values of a choice in their order, or the records that a reference may name.</summary>
    public IReadOnlyList<CriteriaOption> Options { get; init; } = [];

    /// <summary>The word of the permission that one needs to ask about it.</summary>
    public string? Permission { get; init; }

    /// <summary>The word of the mask that hides it.</summary>
    public string? Mask { get; init; }

    /// <summary>
    /// What a change of its value is announced as: a kind of fact such as "order", or a name of <see cref="CriteriaSubjects"/>.
    /// </summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Customers without a value are left out, be the condition negated or not. Scores are such fields.</summary>
    public bool NeedsData { get; init; }

    public IReadOnlyList<CriteriaOperator> Operators => OperatorsOf(Type);

    public bool IsOfFacts => Source is FactsSource;

    private static IReadOnlyList<CriteriaOperator> OperatorsOf(CriteriaType type) =>
        type switch
        {
            CriteriaType.Text =>
            [
                CriteriaOperator.Eq,
                CriteriaOperator.Neq,
                CriteriaOperator.Contains,
                CriteriaOperator.StartsWith,
                CriteriaOperator.In,
                CriteriaOperator.NotIn,
                .. Existence,
            ],
            CriteriaType.Number or CriteriaType.Money =>
            [
                .. Order,
                CriteriaOperator.Eq,
                CriteriaOperator.Neq,
                CriteriaOperator.In,
                CriteriaOperator.NotIn,
                .. Existence,
            ],
            CriteriaType.Date or CriteriaType.Time or CriteriaType.Days =>
            [
                .. Order,
                CriteriaOperator.Eq,
                CriteriaOperator.Neq,
                .. Existence,
            ],
            CriteriaType.Truth => [CriteriaOperator.Eq, CriteriaOperator.Neq, .. Existence],
            CriteriaType.OrderedChoice => [.. Choice, .. Order, .. Existence],
            CriteriaType.Members => [CriteriaOperator.Contains, .. Choice, .. Existence],
            CriteriaType.Segment => [CriteriaOperator.InSegment, CriteriaOperator.NotInSegment],
            _ => [.. Choice, .. Existence],
        };

    private static readonly CriteriaOperator[] Existence = [CriteriaOperator.Exists, CriteriaOperator.NotExists];
    private static readonly CriteriaOperator[] Choice =
    [
        CriteriaOperator.Eq,
        CriteriaOperator.Neq,
        CriteriaOperator.In,
        CriteriaOperator.NotIn,
    ];
    private static readonly CriteriaOperator[] Order =
    [
        CriteriaOperator.Gte,
        CriteriaOperator.Gt,
        CriteriaOperator.Lte,
        CriteriaOperator.Lt,
        CriteriaOperator.Between,
    ];
}

/// <summary>What may change a customer's place in a segment beside facts, whose kinds are named by their type.</summary>
public static class CriteriaSubjects
{
    /// <summary>The record with its account, contacts, addresses, tags and own fields.</summary>
    public const string Customer = "customer";

    public const string Scores = "scores";

    public static string Segment(Guid id) => $"segment:{id}";
}

/// <summary>Where the value of a field is found. The filtered row is known by the alias of its table, its key by <c>id</c>.</summary>
public abstract record FieldSource;

/// <summary>A row joined once however many conditions use it.</summary>
public sealed record CriteriaJoin(string Alias, Func<Guid, Sql> Text);

/// <summary>One value a row.</summary>
/// <param name="Column">With its alias, such as "s.order_count". Amounts are in thousandths of their currency.</param>
public sealed record ColumnSource(string Column, CriteriaJoin? Join = null) : FieldSource
{
    /// <summary>The column with the currency of an amount.</summary>
    public string? Currency { get; init; }

    /// <summary>True of dates and IDs that are stored as text.</summary>
    public bool AsText { get; init; }
}

/// <summary>Any number of values, of which one is enough.</summary>
/// <param name="From">From <c>from</c> to the last condition that ties the rows to the filtered one.</param>
public sealed record RowsSource(Func<Guid, Sql> From, string Value) : FieldSource;

public enum FactFunction
{
    Count,
    Sum,
    Average,
    Min,
    Max,
    Distinct,

    /// <summary>When the earliest happened.</summary>
    First,

    /// <summary>When the latest happened.</summary>
    Last,

    /// <summary>The value that the latest one has.</summary>
    LastValue,
}

/// <summary>
/// A table of facts that are counted and summed, under the alias <c>f</c>, each with <c>customer_id</c> and <c>happened_at</c>.
/// </summary>
/// <param name="One">What one is called in a sentence, such as "order".</param>
/// <param name="Fields">What <c>where</c> may ask of each, sources under <c>f</c>.</param>
public sealed record FactTable(string Table, string One, string Many, IReadOnlyList<CriteriaField> Fields)
{
    /// <summary>Which of them count, unless <c>where</c> asks for the status itself.</summary>
    public string? Counted { get; init; }
}

/// <param name="Of">What is summed or compared; null where the facts themselves are counted.</param>
public sealed record FactsSource(FactTable Facts, FactFunction Function, CriteriaField? Of = null) : FieldSource;

/// <param name="From">From <c>from</c> on: the filtered row's memberships in some segments of an organization.</param>
public sealed record SegmentSource(Func<Guid, IReadOnlyCollection<Guid>, Sql> From) : FieldSource;
