using System.Text.Json;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Criteria;

/// <summary>
/// Criteria on customers: read, checked against what the caller may ask about, and compiled to SQL on <c>customers c</c>.
/// </summary>
public sealed class CustomerQuery(CriteriaFields fields, Reads reads, Access access, CustomerAccess customers, TimeProvider clock)
{
    private const int MostShown = 40;

    private CriteriaMoment? moment;

    /// <summary>The criteria; 422 with the path of each fault.</summary>
    public async Task<Criterion> Read(JsonElement json, string path, CancellationToken ct)
    {
        var errors = new Errors();
        var read = new ReadCriteria(await fields.All(ct), errors).Read(json, path);
        errors.ThrowInvalid();
        return read!;
    }

    /// <inheritdoc cref="Read(JsonElement, string, CancellationToken)"/>
    public async Task<Criterion> Read(string text, string path, CancellationToken ct)
    {
        var errors = new Errors();
        var read = new ReadCriteria(await fields.All(ct), errors).Read(text, path);
        errors.ThrowInvalid();
        return read!;
    }

    /// <summary>Who asks about what they may not read would learn it from the answer: 403 names the permission.</summary>
    public void Require(Criterion criterion)
    {
        foreach (var field in criterion.Conditions.Select(c => c.Field))
        {
            if (field.Permission is { } permission)
                access.Require(Words.Parse<Permission>(permission));
            if (field.Mask is { } mask && !access.Sees(Words.Parse<Mask>(mask)))
                throw new Forbidden($"{mask} to ask about {field.Name}");
        }
    }

    /// <summary>The condition on <c>customers c</c>, narrowed to those whose fields the caller may read.</summary>
    public async Task<Sql> Where(Criterion criterion, CancellationToken ct)
    {
        Require(criterion);
        var narrowed = criterion
            .Conditions.Select(c => c.Field.Permission)
            .OfType<string>()
            .Distinct()
            .Select(Words.Parse<Permission>)
            .Where(p => access.Require(p) != Scope.All)
            .Select(p => customers.Visible(p, "c"));
        var compiler = new CompileCriteria(reads.Tenant, await Now(ct));
        var where = compiler.Where(criterion);
        return Sql.Join(
            " and ",
            [$"c.id in (select c.id from customers c {compiler.Joins} where c.organization_id = {reads.Tenant} and {where})", .. narrowed]
        );
    }

    /// <summary>Selects the IDs of the live customers that match.</summary>
    /// <param name="these">Only these; null for all.</param>
    public Sql Matching(Criterion criterion, CriteriaMoment now, IReadOnlyCollection<Guid>? these = null)
    {
        var compiler = new CompileCriteria(reads.Tenant, now, these is null ? null : column => Sql.In(column, these));
        var where = compiler.Where(criterion);
        var only = these is null ? Sql.Empty : $" and {Sql.In("c.id", these)}";
        return $"""
            select c.id from customers c
            {compiler.Joins}
            where c.organization_id = {reads.Tenant} and c.archived_at is null and c.merged_into_id is null{only} and {where}
            """;
    }

    /// <summary>A customer, and which of the conditions hold.</summary>
    public sealed record MetConditions(
        Guid Customer,
        string Name,
        string? ExternalId,
        bool IsLive,
        IReadOnlyList<(string Phrase, bool IsMet)> Conditions
    );

    /// <summary>Reads of some customers which of the conditions hold; <see cref="ReadMet"/> reads its rows.</summary>
    public Sql Met(Criterion criterion, IReadOnlyCollection<Guid> these, CriteriaMoment now)
    {
        var compiler = new CompileCriteria(reads.Tenant, now, column => Sql.In(column, these));
        var holds = criterion.Conditions.Take(MostShown).Select(c => (Sql)$", case when {compiler.Where(c)} then 1 else 0 end").ToList();
        return $"""
            select c.id, c.display_name, c.archived_at is null and c.merged_into_id is null,
              (select y.external_id from customer_summary y where y.organization_id = c.organization_id and y.customer_id = c.id)
              {Sql.Join("", holds)}
            from customers c {compiler.Joins}
            where c.organization_id = {reads.Tenant} and {Sql.In("c.id", these)} order by c.name_key, c.id
            """;
    }

    public Func<Row, MetConditions> ReadMet(Criterion criterion)
    {
        var phrases = criterion.Conditions.Take(MostShown).Select(DescribeCriteria.Phrase).ToList();
        return row =>
            new(
                row.Id(0),
                row.Text(1),
                row.TextOrNull(3),
                row.Truth(2),
                [.. phrases.Select((phrase, place) => (phrase, row.Int(4 + place) == 1))]
            );
    }

    /// <summary>This moment where the organization is; the same for all that is asked in this scope.</summary>
    public async Task<CriteriaMoment> Now(CancellationToken ct) => moment ??= new CriteriaMoment(clock.Now(), await Zone(ct));

    public async Task<TimeZoneInfo> Zone(CancellationToken ct) =>
        (
            await reads.Rows(
                $"select time_zone from organizations where id = {reads.Tenant}",
                row => TimeZoneInfo.TryFindSystemTimeZoneById(row.Text(0), out var zone) ? zone : TimeZoneInfo.Utc,
                ct
            )
        ).Single();
}
