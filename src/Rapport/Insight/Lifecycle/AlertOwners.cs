using Rapport.Platform.Data;
using Rapport.Records.Interactions.Notifications;

namespace Rapport.Insight.Lifecycle;

/// <summary>
/// Notifies the owners of customers, and their managers where it says so; of customers without an owner, the owners of the organization.
/// Who has many such customers at once gets one notification.
/// </summary>
internal sealed class AlertOwners(RapportDb db, Notify notify, TimeProvider clock)
{
    private const int OneByOne = 5,
        MaxName = 100,
        Most = 20_000;

    private sealed record Recipient(Guid UserId, Guid CustomerId, string Name);

    /// <param name="about">Part of the key by which each is notified once a day.</param>
    public async Task Run(
        IReadOnlyList<Guid> customers,
        string about,
        Func<string, int, string> title,
        string body,
        bool withManager,
        CancellationToken ct
    )
    {
        if (customers.Count == 0)
            return;
        var now = clock.Now();
        foreach (var own in (await Recipients([.. customers.Take(Most)], withManager, ct)).GroupBy(r => r.UserId))
        {
            var all = own.ToList();
            if (all.Count > OneByOne)
                await notify.Run(
                    new Notification
                    {
                        UserId = own.Key,
                        Kind = NotificationKind.ChurnRisk,
                        OnceKey = $"lifecycle:{about}:{all[0].CustomerId}:{now:yyyyMMdd}",
                        Title = title($"{all[0].Name} and {all.Count - 1:N0} more customers", all.Count),
                        Body = body,
                        Url = "/lifecycle",
                        CreatedAt = now,
                    },
                    ct
                );
            else
                foreach (var one in all)
                    await notify.Run(
                        new Notification
                        {
                            UserId = own.Key,
                            Kind = NotificationKind.ChurnRisk,
                            OnceKey = $"lifecycle:{about}:{one.CustomerId}:{now:yyyyMMdd}",
                            Title = title(one.Name, 1),
                            Body = body,
                            Url = $"/customers/{one.CustomerId}?tab=lifecycle",
                            CustomerId = one.CustomerId,
                            CreatedAt = now,
                        },
                        ct
                    );
        }
    }

    /// <summary>Asks for an approval: the manager of who asked, else the owners of the organization.</summary>
    public async Task OfRequest(StageMoveRequest request, string customer, string stage, CancellationToken ct)
    {
        var asked = request.RequestedById ?? Guid.Empty;
        var approvers = await db.Rows(
            $"""
            select m.id, 1 from users a join users m on m.organization_id = a.organization_id and m.id = a.manager_id
            where a.organization_id = {db.TenantId} and a.id = {asked} and m.status = 'active'
            union
            select u.id, 2 from roles r
            join user_roles g on g.organization_id = r.organization_id and g.role_id = r.id
            join users u on u.organization_id = g.organization_id and u.id = g.user_id and u.status = 'active'
            where r.organization_id = {db.TenantId} and r.key = 'owner' and u.id <> {asked}
            order by 2, 1
            """,
            row => (Id: row.Id(0), Rank: row.Int(1)),
            ct
        );
        foreach (var approver in approvers.TakeWhile(a => a.Rank == approvers[0].Rank))
            await notify.Run(
                new Notification
                {
                    UserId = approver.Id,
                    Kind = NotificationKind.Approval,
                    OnceKey = $"stage-request:{request.Id}:{approver.Id}",
                    Title = $"Approve the move of {Short(customer)} to {stage}",
                    Url = $"/customers/{request.CustomerId}?tab=lifecycle",
                    CustomerId = request.CustomerId,
                    CreatedAt = clock.Now(),
                },
                ct
            );
    }

    private static string Short(string name) => name.Length > MaxName ? name[..MaxName] + "…" : name;

    private async Task<List<Recipient>> Recipients(List<Guid> customers, bool withManager, CancellationToken ct) =>
        await db.Rows(
            $"""
            select distinct u.id, c.id, c.display_name from customers c
            join users o on o.organization_id = c.organization_id and o.id = c.owner_id
            join users u on u.organization_id = o.organization_id and (u.id = o.id or ({withManager} and u.id = o.manager_id))
            where c.organization_id = {db.TenantId} and {Sql.In("c.id", customers)} and u.status = 'active'
            union
            select u.id, c.id, c.display_name from customers c
            join roles r on r.organization_id = c.organization_id and r.key = 'owner'
            join user_roles g on g.organization_id = r.organization_id and g.role_id = r.id
            join users u on u.organization_id = g.organization_id and u.id = g.user_id and u.status = 'active'
            where c.organization_id = {db.TenantId} and {Sql.In("c.id", customers)} and c.owner_id is null
            order by 1, 2
            """,
            row => new Recipient(row.Id(0), row.Id(1), Short(row.Text(2))),
            ct
        );
}
