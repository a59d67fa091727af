using Rapport.Platform.Data;

namespace Rapport.Records.Facts;

/// <summary>
/// Compares all summaries with the facts, and the timeline's entries with the facts they show, each in one statement for the whole
/// organization.
/// </summary>
public sealed class VerifyFacts(RapportDb db, FactSummaries summaries) : IVerify
{
    private const int Named = 5;

    public async Task<IReadOnlyList<Difference>> Run(CancellationToken ct)
    {
        var faults = new List<Difference>();
        foreach (var part in summaries.Parts)
        {
            var differing = await db.Rows(summaries.Differing(part), row => row.Id(0), ct);
            if (differing.Count > 0)
                faults.Add(
                    new(differing.Count, $"{differing.Count} summaries differ from their facts in {part.Name}: {Listed(differing)}")
                );
        }
        foreach (var kind in FactKind.All.Where(HasTimeline))
        {
            var table = Sql.Raw(kind.Table);
            await Note(
                faults,
                $"""
                select e.id from timeline_entries e where e.organization_id = {db.TenantId} and e.source_type = {kind.Type}
                  and e.type = {kind.Type} and not exists (select 1 from {table} f
                    where f.organization_id = e.organization_id and f.id = e.id)
                """,
                $"timeline entries tell of no {kind.Type}",
                ct
            );
            await Note(
                faults,
                $"""
                select f.id from {table} f where f.organization_id = {db.TenantId} and {IsShown(kind)}
                  and not exists (select 1 from timeline_entries e where e.organization_id = f.organization_id and e.id = f.id)
                """,
                $"facts of type {kind.Type} are not on the timeline",
                ct
            );
            await Note(
                faults,
                $"""
                select e.id from timeline_entries e join {table} f on f.organization_id = e.organization_id and f.id = e.id
                join customers c on c.organization_id = e.organization_id and c.id = e.customer_id
                where e.organization_id = {db.TenantId} and e.source_type = {kind.Type} and f.customer_id <> e.customer_id
                  and c.merged_into_id is null
                """,
                $"timeline entries of a {kind.Type} stand with another customer than theirs",
                ct
            );
        }
        foreach (var kind in FactKind.All.Where(k => k.IsOfCustomer))
            await Note(
                faults,
                $"""
                select f.id from {Sql.Raw(kind.Table)} f where f.organization_id = {db.TenantId}
                  and not exists (select 1 from customers c where c.organization_id = f.organization_id and c.id = f.customer_id)
                """,
                $"facts of type {kind.Type} are of no customer",
                ct
            );
        foreach (var kind in FactKind.All.Where(k => k.LineTable is not null))
            await Note(
                faults,
                $"""
                select distinct l.fact_id from {Sql.Raw(kind.LineTable!)} l
                where l.organization_id = {db.TenantId} and not exists (select 1 from {Sql.Raw(kind.Table)} f
                  where f.organization_id = l.organization_id and f.id = l.fact_id)
                """,
                $"lines are of no {kind.Type}",
                ct
            );
        await Note(
            faults,
            $"""
            select e.id from timeline_entries e where e.organization_id = {db.TenantId}
              and not exists (select 1 from customers c where c.organization_id = e.organization_id and c.id = e.customer_id)
            """,
            "timeline entries are of no customer",
            ct
        );
        return faults;
    }

    private async Task Note(List<Difference> faults, Sql sql, string says, CancellationToken ct)
    {
        var found = await db.Rows(sql, row => row.Id(0), ct);
        if (found.Count > 0)
            faults.Add(new(found.Count, $"{found.Count} {says}: {Listed(found)}"));
    }

    private static Sql IsShown(FactKind kind) => Sql.Raw(kind.Unshown is { } condition ? $"not ({condition})" : "true");

    private static bool HasTimeline(FactKind kind) => kind.Make() is CustomerFact fact && fact.OnTimeline() is not null;

    private static string Listed(List<Guid> ids) => string.Join(", ", ids.Take(Named)) + (ids.Count > Named ? ", …" : "");
}
