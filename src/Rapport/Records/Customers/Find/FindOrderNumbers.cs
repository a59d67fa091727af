using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Find;

/// <summary>Whose order has this number, or one that begins so.</summary>
public sealed class FindOrderNumbers(Reads reads, Access access, CustomerAccess customers)
{
    private const int Shortest = 3, Longest = 100, Most = 200;

    public async Task<List<Guid>> Run(string? search, CancellationToken ct)
    {
        var typed = search?.Trim() ?? "";
        // Numbers have a digit and no space: other words are not worth the look.
        if (typed.Length is < Shortest or > Longest || !typed.Any(char.IsAsciiDigit) || typed.Any(char.IsWhiteSpace) || !access.Has(Permission.ReadSales)) return [];
        var found = new List<Guid>();
        await reads.Run(ct, [.. new[] { typed, typed.ToUpperInvariant(), typed.ToLowerInvariant() }.Distinct().Select(number => Statement.Into(found, $"""
            select distinct customer_id from (
              select o.customer_id from orders o {Theirs}
              where o.organization_id = {reads.Tenant} and o.number >= {number} and o.number < {number + SearchTerms.LastLetter} {Visible} order by o.number limit {Most}) found
            """, row => row.Id(0)))]);
        return [.. found.Distinct()];
    }

    private bool All => access.Require(Permission.ReadSales) == Scope.All;

    private Sql Theirs => All ? Sql.Empty : Sql.Raw("join customers c on c.organization_id = o.organization_id and c.id = o.customer_id");

    private Sql Visible => All ? Sql.Empty : $"and {customers.Visible(Permission.ReadSales, "c")}";
}
