using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web.Live;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>
/// Which changes a page may hear of: those of what its reader may see. That a customer out of reach got a payment, or that somebody wrote a
/// private note, is news too. A name that no module has registered is not passed on.
/// </summary>
public sealed class HearLive(Reads reads, Access access, CustomerAccess customers, IEnumerable<LiveName> names) : IHearLive
{
    private readonly ILookup<string, LiveName> known = names.ToLookup(name => name.Name);

    public async Task<IReadOnlyDictionary<string, string>> Run(IReadOnlySet<string> wanted, CancellationToken ct)
    {
        var heard = new Dictionary<string, string>();
        var ofCustomers = new List<(string Name, Permission Read, Guid Customer)>();
        foreach (var name in wanted)
        {
            if (name.Split(':') is not [var what, var text])
            {
                if (Find(name, LiveReach.Organization) is { } list && Hears(list))
                    heard[name] = name;
            }
            else if (!Guid.TryParseExact(text, "D", out var id)) { }
            else if (Find(what, LiveReach.User) is not null)
            {
                if (id == access.Caller.UserId)
                    heard[name] = name;
            }
            else if (Find(what, LiveReach.Record) is { } record)
            {
                if (Hears(record))
                    heard[name] = name;
            }
            else if (Find(what, LiveReach.Customer) is { Read: { } read } section && Hears(section))
                ofCustomers.Add((name, read, id));
        }
        foreach (var group in ofCustomers.GroupBy(n => n.Read))
        {
            var seen = await Seen(group.Key, [.. group.Select(n => n.Customer).Distinct()], ct);
            foreach (var (name, _, _) in group.Where(n => seen.Contains(n.Customer)))
            {
                heard[name] = name;
                foreach (var own in Own)
                    heard[LiveName.For(name, own)] = name;
            }
        }
        return heard;
    }

    private LiveName? Find(string name, LiveReach of) => known[name].FirstOrDefault(n => n.Of == of);

    private bool Hears(LiveName name) =>
        (name.Read is not { } permission || access.Has(permission)) && (!name.IsPaymentData || access.Sees(Mask.PaymentData));

    /// <summary>What is meant for the caller, or for their branch, comes under a name of theirs.</summary>
    private IEnumerable<Guid> Own => new[] { access.Caller.UserId, access.Caller.BranchId }.OfType<Guid>();

    /// <summary>Those of the customers that the caller sees, and whose records under this permission.</summary>
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
                select c.id from customers c
                where c.organization_id = {reads.Tenant} and {Sql.In("c.id", ids)}
                  and {customers.Visible(Permission.ReadCustomers, "c")} and {customers.Visible(read, "c")}
                """,
                row => row.Id(0),
                ct
            ),
        ];
    }
}
