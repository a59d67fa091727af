using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>Which facts of a kind count in criteria; registered by the module that knows, where not all do.</summary>
/// <param name="Condition">On <c>f</c>; it is left out where criteria ask for the status themselves.</param>
public sealed record CountedFacts(FactKind Kind, string Condition)
{
    /// <summary>True where what is written is not for everybody, and so nothing to be found by.</summary>
    public bool HidesTexts { get; init; }
}

/// <summary>
/// What criteria can ask of facts: how many there are, when the first and last were, and sums, extremes and different values of their
/// fields, all within a window of time. It follows from the classes of facts; a new kind brings its fields along.
/// </summary>
internal sealed class FactCriteria(IEnumerable<CountedFacts> counted) : ICriteriaSource
{
    private readonly IReadOnlyList<CriteriaField> fields = [.. FactKind.All.Where(k => k.IsOfCustomer).SelectMany(k => Of(k, counted))];

    public Task<IReadOnlyList<CriteriaField>> Fields(CancellationToken ct) => Task.FromResult(fields);

    private static IEnumerable<CriteriaField> Of(FactKind kind, IEnumerable<CountedFacts> counted)
    {
        var many = kind.Page?.Many ?? CriteriaOptions.Said(kind.Table);
        var rule = counted.FirstOrDefault(c => c.Kind == kind);
        var conditions = Conditions(kind).Where(c => rule?.HidesTexts != true || c.Type != CriteriaType.Text);
        var facts = new FactTable(kind.Table, Lower(kind.Page?.One ?? CriteriaOptions.Said(kind.Type)), Lower(many), [.. conditions])
        {
            Counted = rule?.Condition,
        };
        CriteriaField Field(string name, string label, CriteriaType type, FactFunction function, CriteriaField? of = null) =>
            new($"{kind.Table}.{name}", label, many, type, new FactsSource(facts, function, of))
            {
                Options = of is not null && type == of.Type ? of.Options : [],
                Permission = Words.Of(kind.Read),
                Mask = kind.IsPaymentData ? Words.Of(Mask.PaymentData) : null,
                DependsOn = [kind.Type],
            };
        yield return Field("count", $"Number of {facts.Many}", CriteriaType.Number, FactFunction.Count);
        yield return Field("last", $"Last {facts.One}", CriteriaType.Time, FactFunction.Last);
        yield return Field("first", $"First {facts.One}", CriteriaType.Time, FactFunction.First);
        foreach (var of in facts.Fields.Where(f => f.Source is ColumnSource && f.Name != "currency"))
        {
            if (of.Type is CriteriaType.Number or CriteriaType.Money)
            {
                yield return Field($"sum.{of.Name}", $"Sum of {Lower(of.Label)} of {facts.Many}", of.Type, FactFunction.Sum, of);
                yield return Field($"avg.{of.Name}", $"Average {Lower(of.Label)} of {facts.Many}", of.Type, FactFunction.Average, of);
                yield return Field($"min.{of.Name}", $"Lowest {Lower(of.Label)} of {facts.Many}", of.Type, FactFunction.Min, of);
                yield return Field($"max.{of.Name}", $"Highest {Lower(of.Label)} of {facts.Many}", of.Type, FactFunction.Max, of);
            }
            if (of.Type is CriteriaType.Date or CriteriaType.Time)
            {
                yield return Field($"min.{of.Name}", $"Earliest {Lower(of.Label)} of {facts.Many}", of.Type, FactFunction.Min, of);
                yield return Field($"max.{of.Name}", $"Latest {Lower(of.Label)} of {facts.Many}", of.Type, FactFunction.Max, of);
            }
            if (of.Type is CriteriaType.Text or CriteriaType.Choice)
                yield return Field(
                    $"distinct.{of.Name}",
                    $"Different values of {Lower(of.Label)} of {facts.Many}",
                    CriteriaType.Number,
                    FactFunction.Distinct,
                    of
                );
            yield return Field($"last.{of.Name}", $"{of.Label} of the last {facts.One}", of.Type, FactFunction.LastValue, of);
        }
    }

    /// <summary>What <c>where</c> may ask of each fact.</summary>
    private static IEnumerable<CriteriaField> Conditions(FactKind kind) =>
        kind
            .Fields.Select(field => Condition(kind, field))
            .OfType<CriteriaField>()
            .Concat(kind.LineFields.Select(field => OfLine(kind, field)).OfType<CriteriaField>());

    private static CriteriaField? Condition(FactKind kind, FactField field) =>
        TypeOf(kind, field) is { } type
            ? new(
                field.Name,
                LabelOf(field),
                "",
                type,
                field.Kind == FieldKind.Money
                    ? new ColumnSource(MinorUnits.ThousandthsOf($"f.{field.Column}", $"f.{kind.Currency!.Column}"))
                    {
                        Currency = $"f.{kind.Currency.Column}",
                    }
                    : new ColumnSource($"f.{field.Column}")
            )
            {
                Options = field.Kind == FieldKind.Word ? CriteriaOptions.Of(field.Type) : [],
            }
            : null;

    private static CriteriaField? OfLine(FactKind kind, FactField field) =>
        TypeOf(kind, field) is { } type and not CriteriaType.Money
            ? new(
                $"lines.{field.Name}",
                $"Line {Lower(LabelOf(field))}",
                "",
                type,
                new RowsSource(
                    org =>
                        $"""
                            from {Sql.Raw(kind.LineTable!)} l
                            where l.organization_id = {org} and l.organization_id = f.organization_id and l.fact_id = f.id
                            """,
                    $"l.{field.Column}"
                )
            )
            {
                Options = field.Kind == FieldKind.Word ? CriteriaOptions.Of(field.Type) : [],
            }
            : null;

    private static CriteriaType? TypeOf(FactKind kind, FactField field) =>
        field.Kind switch
        {
            FieldKind.Text or FieldKind.Named when field.Type == typeof(string) => CriteriaType.Text,
            FieldKind.Reference => CriteriaType.Text,
            FieldKind.Word => CriteriaType.Choice,
            FieldKind.Truth => CriteriaType.Truth,
            FieldKind.Whole or FieldKind.Number => CriteriaType.Number,
            FieldKind.Money when kind.Currency is not null => CriteriaType.Money,
            FieldKind.Time => CriteriaType.Time,
            FieldKind.Date => CriteriaType.Date,
            _ => null,
        };

    private static string LabelOf(FactField field) => field.Label ?? CriteriaOptions.Said(field.Name);

    private static string Lower(string label) =>
        label.Length > 1 && char.IsLower(label[1]) ? char.ToLowerInvariant(label[0]) + label[1..] : label;
}
