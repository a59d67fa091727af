using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Interactions.Activities;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Pages;

/// <summary>What the person signed in has to do today, and has not read.</summary>
internal sealed class CountMine(Reads reads, Access access, FindActivities activities) : ICountNav
{
    public async Task<IReadOnlyList<NavCount>> Run(CancellationToken ct)
    {
        if (!access.IsKnown || access.Caller.UserId is not { } me)
            return [];
        var unread = new List<long>();
        var counts = new List<NavCount>();
        await reads.Run(
            ct,
            Statement.Into(
                unread,
                $"""
                select count(*) from (select 1 from notifications
                  where organization_id = {reads.Tenant} and user_id = {me} and read_at is null limit 1000) unread
                """,
                row => row.Long(0)
            )
        );
        counts.Add(new NavCount("/notifications", (int)unread[0], $"notifications:{me}"));
        if (access.Has(Permission.ReadInteractions))
            counts.Add(new NavCount("/activities", await activities.DueCount(ct), $"my-activities:{me}"));
        return counts;
    }
}
