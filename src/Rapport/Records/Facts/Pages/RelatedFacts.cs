using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts.Pages;

/// <summary>
/// What hangs together with a fact by its references: a vehicle's visits, the payments of an invoice. Kinds that the caller may not see are
/// left out.
/// </summary>
public sealed class RelatedFacts(Reads reads, Access access)
{
    private const int Most = 50;

    /// <summary>Facts of the same customer that name this one, by kind.</summary>
    public async Task<IReadOnlyList<(FactKind Kind, IReadOnlyList<Dictionary<string, object?>> Facts)>> Naming(
        FactKind kind,
        Dictionary<string, object?> fact,
        CancellationToken ct
    )
    {
        if (fact.GetValueOrDefault("customer_id") is not Guid customer)
            return [];
        var found = new List<(FactKind, IReadOnlyList<Dictionary<string, object?>>)>();
        var statements = new List<Statement>();
        foreach (
            var (other, field) in FactKind
                .All.Where(k => k.IsOfCustomer && Sees(k))
                .SelectMany(k => k.Fields.Where(f => f.RefersTo == kind.Type).Select(f => (k, f)))
        )
        {
            var rows = new List<Dictionary<string, object?>>();
            found.Add((other, rows));
            statements.Add(
                Statement.Into(
                    rows,
                    $"""
                    select {FactView.Columns(other)} from {FactView.From(other)}
                    where f.organization_id = {reads.Tenant} and f.customer_id = {customer} and f.{Sql.Raw(field.Column)} = {(string)
                        fact["external_id"]!} order by f.happened_at desc, f.id desc limit {Most}
                    """,
                    row => FactView.Read(other, row)
                )
            );
        }
        if (statements.Count > 0)
            await reads.Run(ct, [.. statements]);
        return [.. found.Where(f => f.Item2.Count > 0)];
    }

    /// <summary>Where the references of this fact lead, by field, of those that have a page.</summary>
    public async Task<IReadOnlyDictionary<string, (string Url, string Title)?>> NamedBy(
        FactKind kind,
        Dictionary<string, object?> fact,
        CancellationToken ct
    )
    {
        var leads = new Dictionary<string, (string, string)?>();
        var statements = new List<Statement>();
        foreach (var field in kind.Fields.Where(f => f.RefersTo is not null))
        {
            if (
                fact.GetValueOrDefault(field.Name) is not Dictionary<string, object?> named
                || FactKind.Named(field.RefersTo!) is not { HasPage: true } other
                || !Sees(other)
            )
                continue;
            statements.Add(
                new Statement(
                    $"""
                    select {FactView.Columns(other)} from {FactView.From(other)}
                    where f.organization_id = {reads.Tenant} and f.external_id = {(string)named["external_id"]!} and {OfSame(other, fact)}
                    """,
                    row =>
                    {
                        var view = FactView.Read(other, row);
                        leads[field.Name] = ($"/{other.Route}/{view["id"]}", FactLook.Of(other).TitleOf(view));
                    }
                )
            );
        }
        if (statements.Count > 0)
            await reads.Run(ct, [.. statements]);
        return leads;
    }

    /// <summary>Another customer's record is not for whoever sees this one.</summary>
    private static Sql OfSame(FactKind other, Dictionary<string, object?> fact) =>
        other.IsOfCustomer && fact.GetValueOrDefault("customer_id") is Guid customer ? $"f.customer_id = {customer}" : Sql.Raw("true");

    private bool Sees(FactKind kind) => access.Has(kind.Read) && !access.Hides(kind);
}
