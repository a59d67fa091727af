using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;
using Rapport.Records.Interactions.Notifications;
using Rapport.Trust.Identity;

namespace Rapport.Insight.Scoring;

/// <summary>A customer's health has crossed a mark.</summary>
public sealed record HealthCrossing(Guid Customer, HealthAlert? From, HealthAlert To, HealthScore Health);

/// <summary>A customer's health came below 40 or 20, or above 80.</summary>
[EventName("health.crossed")]
public sealed record HealthCrossed(Guid CustomerId, HealthAlert? From, HealthAlert To, double Score) : DomainEvent
{
    public override string SubjectType => "customer";
    public override Guid SubjectId => CustomerId;
    public override IEnumerable<string> Touches => [$"health:{CustomerId}", "customers"];
}

/// <summary>
/// Tells of health that fell: below 40 the owner, below 20 those they report to as well. Where nobody owns the customer, and where nobody
/// leads the owner, the administrators hear of it.
/// </summary>
public sealed class TellOfHealth(RapportDb db, Changes changes, Notify notify, TimeProvider clock)
{
    private const int OneByOne = 5,
        Highest = 10;

    private sealed record Person(Guid Id, Guid? ManagerId, bool Manages, bool Administers);

    private sealed record Owned(HealthCrossing Crossing, Guid? OwnerId, string Name);

    public async Task Run(IReadOnlyList<HealthCrossing> crossed, CancellationToken ct)
    {
        if (crossed.Count == 0)
            return;
        foreach (var crossing in crossed)
            changes.Raise(new HealthCrossed(crossing.Customer, crossing.From, crossing.To, crossing.Health.Score));
        // From critical to low is the way up.
        var fell = crossed
            .Where(c => c.To == HealthAlert.Critical || (c.To == HealthAlert.Low && c.From != HealthAlert.Critical))
            .ToDictionary(c => c.Customer);
        if (fell.Count == 0)
            return;
        var people = await People(ct);
        var owned = await db.Rows(
            $"""
            select id, owner_id, display_name from customers
            where organization_id = {db.TenantId} and {Sql.In("id", fell.Keys)} order by id
            """,
            row => new Owned(fell[row.Id(0)], row.IdOrNull(1), row.Text(2)),
            ct
        );
        var told = from one in owned from person in Listeners(one, people) group one by person;
        foreach (var group in told)
            await Tell(group.Key, [.. group], ct);
    }

    private async Task Tell(Guid user, IReadOnlyList<Owned> fell, CancellationToken ct)
    {
        var now = clock.Now();
        if (fell.Count > OneByOne)
            await notify.Run(
                new Notification
                {
                    UserId = user,
                    Kind = NotificationKind.Health,
                    OnceKey = $"health:crowd:{fell[0].Crossing.Customer}:{now:yyyyMMddHHmmssffff}",
                    Title = $"The health of {fell.Count:N0} customers fell below {ScoreHealth.Low}",
                    Body =
                        "Lowest: "
                        + string.Join(", ", fell.OrderBy(o => o.Crossing.Health.Score).Take(OneByOne).Select(o => Short(o.Name))),
                    Url = "/customers?sort=health",
                    CreatedAt = now,
                },
                ct
            );
        else
            foreach (var (crossing, _, name) in fell)
                await notify.Run(
                    new Notification
                    {
                        UserId = user,
                        Kind = NotificationKind.Health,
                        OnceKey = $"health:{crossing.Customer}:{Words.Of(crossing.To)}:{now:yyyyMMdd}",
                        Title =
                            $"{Short(name)}: health fell below "
                            + $"{(crossing.To == HealthAlert.Critical ? ScoreHealth.Critical : ScoreHealth.Low)}",
                        Body = Reason(crossing.Health),
                        Url = $"/customers/{crossing.Customer}",
                        CustomerId = crossing.Customer,
                        CreatedAt = now,
                    },
                    ct
                );
    }

    private static string? Reason(HealthScore health) =>
        health.Factors.MinBy(f => f.Raw) is { } worst
            ? string.Join(". ", new[] { worst.Says, health.RecommendedActions.FirstOrDefault() }.OfType<string>())
            : null;

    private static IEnumerable<Guid> Listeners(Owned owned, Dictionary<Guid, Person> people)
    {
        var owner = owned.OwnerId is { } id ? people.GetValueOrDefault(id) : null;
        if (owner is not null)
            yield return owner.Id;
        if (owner is not null && owned.Crossing.To != HealthAlert.Critical)
            yield break;
        var leaders = Leaders(owner, people);
        foreach (
            var leader in leaders.Count > 0 ? leaders : [.. people.Values.Where(p => p.Administers && p.Id != owner?.Id).Select(p => p.Id)]
        )
            yield return leader;
    }

    /// <summary>Up the line of managers, to the first who has the role of one.</summary>
    private static List<Guid> Leaders(Person? owner, Dictionary<Guid, Person> people)
    {
        var leaders = new List<Guid>();
        for (
            var person = owner;
            person?.ManagerId is { } above && people.TryGetValue(above, out var manager) && leaders.Count < Highest;
            person = manager
        )
        {
            if (manager.Id == owner!.Id || leaders.Contains(manager.Id))
                break;
            leaders.Add(manager.Id);
            if (manager.Manages)
                break;
        }
        return leaders;
    }

    private async Task<Dictionary<Guid, Person>> People(CancellationToken ct)
    {
        Sql Has(params IReadOnlyList<string> roles) =>
            $"""
                exists (select 1 from user_roles g join roles r on r.organization_id = g.organization_id and r.id = g.role_id
                  where g.organization_id = u.organization_id and g.user_id = u.id and {Sql.In("r.key", roles)})
                """;
        var people = await db.Rows(
            $"""
            select u.id, u.manager_id, {Has("manager")}, {Has("admin", "owner")} from users u
            where u.organization_id = {db.TenantId} and u.status = {UserStatus.Active}
            """,
            row => new Person(row.Id(0), row.IdOrNull(1), row.Truth(2), row.Truth(3)),
            ct
        );
        return people.ToDictionary(p => p.Id);
    }

    private static string Short(string name) => name.Length > 100 ? name[..100] + "…" : name;
}
