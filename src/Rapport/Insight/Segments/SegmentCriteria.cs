using System.Text.Json;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>Membership in other segments, as a field of criteria.</summary>
internal sealed class SegmentCriteria(RapportDb db) : ICriteriaSource
{
    public async Task<IReadOnlyList<CriteriaField>> Fields(CancellationToken ct)
    {
        var segments = await db.Rows(
            $"select id, name from segments where organization_id = {db.TenantId} order by name_key limit {EditSegment.Most}",
            row => new CriteriaOption(row.Id(0).ToString(), row.Text(1)),
            ct
        );
        return
        [
            new("segment", "Segment", "Segments", CriteriaType.Segment, new SegmentSource(Members))
            {
                Options = segments,
                Permission = Words.Of(Permission.ReadSegments),
            },
        ];
    }

    private static Sql Members(Guid organization, IReadOnlyCollection<Guid> segments) =>
        $"from segment_members m where m.organization_id = {organization} and {Sql.In("m.segment_id", segments)} and m.customer_id = c.id";
}

/// <summary>A field that criteria can ask about, as the API lists it.</summary>
/// <param name="TakesWindow">True of facts, which may be narrowed by <c>window</c> and <c>where</c>.</param>
/// <param name="Where">What <c>where</c> may ask of each of the facts.</param>
public sealed record FieldView(
    string Name,
    string Label,
    string Group,
    CriteriaType Type,
    IReadOnlyList<CriteriaOperator> Operators,
    IReadOnlyList<CriteriaOption>? Options,
    bool TakesWindow,
    IReadOnlyList<FactFieldView>? Where
)
{
    public static FieldView Of(CriteriaField field) =>
        new(
            field.Name,
            field.Label,
            field.Group,
            field.Type,
            field.Operators,
            field.Options.Count == 0 ? null : field.Options,
            field.IsOfFacts,
            field.Source is FactsSource facts ? [.. facts.Facts.Fields.Select(FactFieldView.Of)] : null
        );
}

/// <summary>A field of each of the facts that a condition counts.</summary>
public sealed record FactFieldView(
    string Name,
    string Label,
    CriteriaType Type,
    IReadOnlyList<CriteriaOperator> Operators,
    IReadOnlyList<CriteriaOption>? Options
)
{
    public static FactFieldView Of(CriteriaField field) =>
        new(field.Name, field.Label, field.Type, field.Operators, field.Options.Count == 0 ? null : field.Options);
}

/// <summary>The fields that the caller may ask about.</summary>
public sealed class FindCriteriaFields(CriteriaFields fields, Access access)
{
    public async Task<IReadOnlyList<CriteriaField>> Run(CancellationToken ct) => [.. (await fields.All(ct)).All.Where(f => IsSeen(f))];

    private bool IsSeen(CriteriaField field) =>
        (field.Permission is not { } permission || access.Has(Words.Parse<Permission>(permission)))
        && (field.Mask is not { } mask || access.Sees(Words.Parse<Mask>(mask)));
}
