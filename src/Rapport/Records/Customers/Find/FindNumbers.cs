using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Find;

/// <summary>Whose order has the number that was typed, or whose vehicle the plate or VIN: or one that begins so.</summary>
public sealed class FindNumbers(Reads reads, Access access, CustomerAccess customers)
{
    private const int Shortest = 3,
        Longest = 100,
        LongestPlate = 17,
        Most = 200;
    private const string BetweenParts = " -.";

    public async Task<List<Guid>> Run(string? search, CancellationToken ct)
    {
        var typed = search?.Trim() ?? "";
        // Numbers have a digit: other words are not worth the look.
        if (typed.Length is < Shortest or > Longest || !typed.Any(char.IsAsciiDigit))
            return [];
        var found = new List<Guid>();
        Statement[] looks = [.. Orders(typed).Concat(Vehicles(typed)).Select(look => Statement.Into(found, look, row => row.Id(0)))];
        if (looks.Length > 0)
            await reads.Run(ct, looks);
        return [.. found.Distinct()];
    }

    private IEnumerable<Sql> Orders(string typed) =>
        typed.Any(char.IsWhiteSpace) || !access.Has(Permission.ReadSales)
            ? []
            : new[] { typed, typed.ToUpperInvariant(), typed.ToLowerInvariant() }
                .Distinct()
                .Select(number => Begins("orders", "number", number, Permission.ReadSales));

    /// <summary>AB12 CDE, ab12cde and AB-12-CDE are one plate.</summary>
    private IEnumerable<Sql> Vehicles(string typed)
    {
        var key = string.Concat(typed.Where(letter => !BetweenParts.Contains(letter)));
        if (key.Length is < Shortest or > LongestPlate || !key.All(char.IsLetterOrDigit) || !access.Has(Permission.ReadService))
            return [];
        var upper = key.ToUpperInvariant();
        return [Begins("vehicles", "plate_key", upper, Permission.ReadService), Begins("vehicles", "vin", upper, Permission.ReadService)];
    }

    private Sql Begins(string table, string column, string number, Permission permission)
    {
        var (of, its) = (Sql.Raw(table), Sql.Raw("f." + column));
        var all = access.Require(permission) == Scope.All;
        var theirs = all ? Sql.Empty : Sql.Raw("join customers c on c.organization_id = f.organization_id and c.id = f.customer_id");
        var visible = all ? Sql.Empty : $"and {customers.Visible(permission, "c")}";
        return $"""
            select distinct customer_id from (
              select f.customer_id from {of} f {theirs}
              where f.organization_id = {reads.Tenant} and {its} >= {number} and {its} < {number
                + SearchTerms.LastLetter} {visible} order by {its} limit {Most}) found
            """;
    }
}
