using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web.Live;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>
/// Which changes a page may hear of: those of what its reader may see. That a customer out of reach got a payment, or that somebody wrote a
/// private note, is news too.
/// A name that nobody here has thought of is not told.
/// </summary>
public sealed class HearLive(Reads reads, Access access, CustomerAccess customers) : IHearLive
{
    private static readonly Dictionary<string, Permission> Lists = new()
    {
        ["customers"] = Permission.ReadCustomers,
        ["segments"] = Permission.ReadCustomers,
        ["duplicates"] = Permission.ReadCustomers,
        ["views"] = Permission.ReadCustomers,
        ["tags"] = Permission.ReadCustomers,
        ["custom_fields"] = Permission.ReadCustomers,
        ["loyalty_tiers"] = Permission.ReadCustomers,
        ["imports"] = Permission.ImportCustomers,
        ["waiting_facts"] = Permission.WriteFacts,
        ["fact_loads"] = Permission.WriteFacts,
        ["sales_stages"] = Permission.ReadSales,
        ["service_levels"] = Permission.ReadSupport,
        ["activities"] = Permission.ReadInteractions,
        ["interaction-deletions"] = Permission.ReadInteractions,
        ["personal-data"] = Permission.ReviewPersonalData,
    };

    /// <summary>Of a customer as a whole.</summary>
    private static readonly Dictionary<string, Permission> OfCustomer = new()
    {
        ["customer"] = Permission.ReadCustomers,
        ["facts"] = Permission.ReadCustomers,
        ["segments"] = Permission.ReadCustomers,
        ["health"] = Permission.ReadCustomers,
        ["timeline"] = Permission.ReadCustomers,
        ["attachment"] = Permission.ReadInteractions,
        ["activity"] = Permission.ReadInteractions,
    };

    private static readonly string[] Mine = ["notifications", "my-activities"];

    public async Task<IReadOnlyDictionary<string, string>> Run(IReadOnlySet<string> names, CancellationToken ct)
    {
        var heard = new Dictionary<string, string>();
        var ofCustomers = new List<(string Name, Permission Read, Guid Customer)>();
        foreach (var name in names)
        {
            if (name.Split(':') is not [var what, var text])
            {
                if (HearsList(name))
                    heard[name] = name;
            }
            else if (!Guid.TryParseExact(text, "D", out var id)) { }
            else if (Mine.Contains(what))
            {
                if (id == access.Caller.UserId)
                    heard[name] = name;
            }
            else if (what == "import")
            {
                if (access.Has(Permission.ImportCustomers))
                    heard[name] = name;
            }
            else if (PermissionOf(what) is { } read && access.Has(read))
                ofCustomers.Add((name, read, id));
        }
        foreach (var group in ofCustomers.GroupBy(n => n.Read))
        {
            var seen = await Seen(group.Key, [.. group.Select(n => n.Customer).Distinct()], ct);
            foreach (var (name, _, _) in group.Where(n => seen.Contains(n.Customer)))
            {
                heard[name] = name;
                foreach (var own in Own)
                    heard[FactsWritten.For(name, own)] = name;
            }
        }
        return heard;
    }

    /// <summary>What is meant for the caller, or for their branch, comes under a name of theirs.</summary>
    private IEnumerable<Guid> Own => new[] { access.Caller.UserId, access.Caller.BranchId }.OfType<Guid>();

    private bool HearsList(string name)
    {
        if (Lists.TryGetValue(name, out var permission))
            return access.Has(permission);
        return FactKind.All.FirstOrDefault(k => k.Table == name) is { } kind && access.Has(kind.Read) && !access.Hides(kind);
    }

    private Permission? PermissionOf(string what)
    {
        if (OfCustomer.TryGetValue(what, out var permission))
            return permission;
        return FactKind.Named(what) is { } kind && !access.Hides(kind) ? kind.Read : null;
    }

    /// <summary>Those of the customers that the caller sees, and whose facts of this kind.</summary>
    private async Task<HashSet<Guid>> Seen(Permission read, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (!access.Has(Permission.ReadCustomers))
            return [];
        if (access.Require(read) == Scope.All && access.Require(Permission.ReadCustomers) == Scope.All)
            return [.. ids];
        return
        [
            .. await reads.Rows(
                $"""
                select c.id from customers c where c.organization_id = {reads.Tenant} and {Sql.In("c.id", ids)} and {customers.Visible(
                    Permission.ReadCustomers,
                    "c"
                )} and {customers.Visible(read, "c")}
                """,
                row => row.Id(0),
                ct
            ),
        ];
    }
}
