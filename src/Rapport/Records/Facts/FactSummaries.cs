using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Records.Facts;

/// <summary>
/// Works out summaries from the facts of the customers named, in one statement for all of them. From all their facts, not by differences:
/// in whatever order facts come, are repeated, corrected or removed, the summary is that of the facts there are.
/// </summary>
public sealed class FactSummaries(RapportDb db, IEnumerable<SummaryPart> parts)
{
    private const int Few = 20;
    private static readonly Sql Everybody = Sql.Raw("customer_id is not null");

    public IReadOnlyList<SummaryPart> Parts { get; } = [.. parts];

    public IEnumerable<SummaryPart> PartsOf(string type) => Parts.Where(part => part.Kinds.Any(kind => kind.Type == type));

    public void Write(Batch batch, SummaryPart part, IReadOnlyList<Guid> customers)
    {
        if (customers.Count == 0)
            return;
        var few = customers.Count <= Few ? part.OfFew(db.TenantId, customers) : null;
        batch.Write(few ?? Update(part, Sql.In("customer_id", customers)));
    }

    /// <summary>
    /// All columns of the part, as they ought to be for the customers that the condition on <c>customer_id</c> names. What facts come to is
    /// worked out once, before the join: where a database does not know its tables yet, it would else do so for each customer anew.
    /// A summary that is right already is not written.
    /// </summary>
    internal Sql Update(SummaryPart part, Sql which)
    {
        var columns = part.Columns;
        return $"""
            with f as materialized ({part.Facts(db.TenantId, which)})
            update customer_summary as s set {Listed(columns, c => $"{c.Name} = n.{c.Name}")}
            from (select w.customer_id as id, {Listed(columns, c => $"{c.Value} as {c.Name}")}
                  from customer_summary w left join f on f.customer_id = w.customer_id
                  where w.organization_id = {db.TenantId} and {Sql.Raw("w.")}{which}) n
            where s.organization_id = {db.TenantId} and s.customer_id = n.id
              and ({Listed(columns, c => $"s.{c.Name} is distinct from n.{c.Name}", " or ")})
            """;
    }

    /// <summary>The customers whose stored part is not what their facts come to.</summary>
    internal Sql Differing(SummaryPart part) =>
        $"""
            select s.customer_id from customer_summary s left join ({part.Facts(db.TenantId, Everybody)}) f on f.customer_id = s.customer_id
            where s.organization_id = {db.TenantId} and ({Listed(part.Columns, c => $"s.{c.Name} is distinct from {c.Value}", " or ")})
            """;

    /// <summary>Adds sums to the summaries that are there: each customer has one from the start.</summary>
    internal TableInsert<CustomerSummary> Additions => field ??= AdditionsTo([.. Parts.SelectMany(part => part.Columns)]);

    private static TableInsert<CustomerSummary> AdditionsTo(IReadOnlyList<SummaryColumn> columns)
    {
        var properties = typeof(CustomerSummary).GetProperties().ToDictionary(property => Snake.Of(property.Name));
        return TypedColumns
            .Table<CustomerSummary>(
                "customer_summary",
                new[] { "organization_id", "customer_id", "contact_count", "counted_as" }
                    .Concat(columns.Select(c => c.Name))
                    .Select(name => (name, properties[name]))
            )
            .OnConflict(
                "on conflict (organization_id, customer_id) do update set "
                    + string.Join(", ", columns.Select(c => $"{c.Name} = {c.Merge}"))
            );
    }

    private static Sql Listed(IReadOnlyList<SummaryColumn> columns, Func<SummaryColumn, string> each, string between = ", ") =>
        Sql.Raw(string.Join(between, columns.Select(each)));
}
