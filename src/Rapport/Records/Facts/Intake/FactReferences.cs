using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts.Intake;

/// <summary>
/// Turns references that were given by ID into the external IDs that are kept, and refuses those to what the caller does not reach.
/// </summary>
public sealed class FactReferences(RapportDb db, Access access, CustomerAccess customers)
{
    private const int Together = 500;

    /// <summary>
    /// A fact may name one that is not here yet. One that is here belongs to a customer, who must be within the caller's reach as the
    /// fact's own customer must.
    /// </summary>
    public async Task RefuseUnreached(FactKind kind, IReadOnlyList<FactDraft> drafts, CancellationToken ct)
    {
        if (access.Require(kind.Write) == Scope.All)
            return;
        foreach (var field in kind.Fields.Where(f => f.RefersTo is { } to && FactKind.Named(to)!.IsOfCustomer))
        {
            var named = drafts.Where(d => d.Fact is not null && field.Get(d.Fact) is string).ToLookup(d => (string)field.Get(d.Fact!)!);
            foreach (var some in named.Select(n => n.Key).Chunk(Together))
            foreach (
                var unreached in await db.Rows(
                    $"""
                    select f.external_id from {Sql.Raw(FactKind.Named(field.RefersTo!)!.Table)} f
                    join customers c on c.organization_id = f.organization_id and c.id = f.customer_id
                    where f.organization_id = {db.TenantId} and {Sql.In("f.external_id", some)} and not coalesce({customers.Visible(
                        kind.Write,
                        "c"
                    )}, false)
                    """,
                    row => row.Text(0),
                    ct
                )
            )
            foreach (var draft in named[unreached])
                draft.Errors.Add(field.Name, $"Your permission {Words.Of(kind.Write)} does not reach its customer.");
        }
    }

    public async Task Resolve(IReadOnlyList<FactDraft> drafts, CancellationToken ct)
    {
        foreach (var group in drafts.SelectMany(d => d.ById.Select(r => (Draft: d, r.Field, r.Id))).GroupBy(r => r.Field.RefersTo!))
        {
            var kind = FactKind.Named(group.Key)!;
            var found = (
                await db.Rows(
                    $"""
                    select id, external_id from {Sql.Raw(kind.Table)}
                    where organization_id = {db.TenantId} and {Sql.In("id", group.Select(r => r.Id).Distinct().ToList())}
                    """,
                    row => (Id: row.Id(0), ExternalId: row.Text(1)),
                    ct
                )
            ).ToDictionary(r => r.Id, r => r.ExternalId);
            foreach (var (draft, field, id) in group)
            {
                if (found.TryGetValue(id, out var externalId))
                    field.Set(draft.Fact!, externalId);
                else
                    draft.Errors.Add(field.Name, $"There is no such {group.Key.Replace('_', ' ')}.");
            }
        }
    }
}
