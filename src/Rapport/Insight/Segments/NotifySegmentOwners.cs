using Rapport.Platform.Data;
using Rapport.Records.Interactions.Notifications;

namespace Rapport.Insight.Segments;

/// <summary>Notifies the owners of customers who came into a segment: of each while they are few, of all together else.</summary>
public sealed class NotifySegmentOwners(RapportDb db, Notify notify, TimeProvider clock)
{
    private const int OneByOne = 5,
        AtOnce = 5_000;

    private sealed record Owned(Guid Customer, Guid Owner, string Name);

    public async Task Run(Guid segment, string name, IReadOnlyList<Guid> entered, Func<Guid, string> why, CancellationToken ct)
    {
        var owned = new List<Owned>();
        foreach (var some in entered.Chunk(AtOnce))
            owned.AddRange(
                await db.Rows(
                    $"""
                    select id, owner_id, display_name from customers
                    where organization_id = {db.TenantId} and owner_id is not null and {Sql.In("id", some)} order by id
                    """,
                    row => new Owned(row.Id(0), row.Id(1), row.Text(2)),
                    ct
                )
            );
        foreach (var group in owned.GroupBy(o => o.Owner))
        {
            var of = group.ToList();
            if (of.Count > OneByOne)
                await notify.Run(Crowd(group.Key, segment, name, of), ct);
            else
                foreach (var one in of)
                    await notify.Run(Single(segment, name, one, why(one.Customer)), ct);
        }
    }

    private Notification Single(Guid segment, string name, Owned owned, string why) =>
        new()
        {
            UserId = owned.Owner,
            Kind = NotificationKind.SegmentEntered,
            OnceKey = $"segment:{segment}:{owned.Customer}:{clock.Now():yyyyMMdd}",
            Title = $"{Short(owned.Name)} is now in segment {name}",
            Body = why,
            Url = $"/customers/{owned.Customer}",
            CustomerId = owned.Customer,
            CreatedAt = clock.Now(),
        };

    private Notification Crowd(Guid owner, Guid segment, string name, List<Owned> owned) =>
        new()
        {
            UserId = owner,
            Kind = NotificationKind.SegmentEntered,
            OnceKey = $"segment:{segment}:{clock.Now():yyyyMMddHHmmssffff}",
            Title = $"{owned.Count:N0} of your customers are now in segment {name}",
            Body = string.Join(", ", owned.Take(OneByOne).Select(o => Short(o.Name))) + " …",
            Url = $"/customers?segment={segment}&owner_id={owner}",
            CreatedAt = clock.Now(),
        };

    private static string Short(string name) => name.Length > 100 ? name[..100] + "…" : name;
}
