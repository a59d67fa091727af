using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Service;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service;

/// <summary>
/// A service that is asked for opens a job card with customer, vehicle, branch and reason; called off before anybody touched it, the card
/// is called off too.
/// </summary>
public sealed class RequestedServices(RapportDb db, Access access, TakeFacts take, TimeProvider clock) : FactFlow(db, access), IEventReader
{
    internal const string Prefix = "appointment:";

    private sealed record Asked(
        Guid Id,
        string ExternalId,
        Guid Customer,
        string? Vehicle,
        DateTimeOffset StartsAt,
        string? Reason,
        string? Branch,
        bool IsOff,
        bool IsFollowed
    );

    public static string Name => "requested_services";

    public static Sql Follows => Written("appointment");

    protected override async Task Follow(IReadOnlyList<Guid> customers, CancellationToken ct)
    {
        var asked = await Db.Rows(
            $"""
            select id, external_id, customer_id, vehicle_ref, starts_at, reason, branch, status, followed_at from appointments
            where organization_id = {Db.TenantId} and {Sql.In(
                "customer_id",
                customers
            )}
              and ((status = 'requested' and followed_at is null) or (status in ('cancelled', 'no_show') and followed_at is not null))
            order by {Sql.Unindexed("id")}
            """,
            row => new Asked(
                row.Id(0),
                row.Text(1),
                row.Id(2),
                row.TextOrNull(3),
                row.Time(4),
                row.TextOrNull(5),
                row.TextOrNull(6),
                row.Text(7) != "requested",
                !row.IsNull(8)
            ),
            ct
        );
        if (asked.Count == 0)
            return;
        var untouched = await Untouched([.. asked.Where(a => a.IsOff).Select(a => NameOf(a.ExternalId))], ct);
        var currency = (await Db.Rows($"select currency from organizations where id = {Db.TenantId}", row => row.Text(0), ct)).Single();
        var drafts = asked.Where(a => !a.IsOff || untouched.Contains(NameOf(a.ExternalId))).Select(a => Draft(a, currency)).ToList();
        if (drafts.Count > 0)
            await take.Run(drafts, new FactOptions(OnUnknownCustomer.Reject), ct);
        await Followed.Mark(Db, "appointments", [.. asked.Where(a => !a.IsFollowed).Select(a => a.Id)], clock.Now(), ct);
    }

    private async Task<HashSet<string>> Untouched(string[] names, CancellationToken ct) =>
        names.Length == 0
            ? []
            :
            [
                .. await Db.Rows(
                    $"""
                    select external_id from service_visits where organization_id = {Db.TenantId} and {Sql.In("external_id", names)}
                      and status = 'scheduled' and version = 1
                    """,
                    row => row.Text(0),
                    ct
                ),
            ];

    private static FactDraft Draft(Asked asked, string currency)
    {
        var visit = new ServiceVisit
        {
            ExternalId = NameOf(asked.ExternalId),
            Vehicle = asked.Vehicle,
            Status = asked.IsOff ? VisitStatus.Cancelled : VisitStatus.Scheduled,
            OpenedAt = asked.StartsAt,
            Currency = currency,
            Branch = asked.Branch,
            Lines = asked.Reason is null
                ? []
                :
                [
                    new VisitLine
                    {
                        Description = asked.Reason,
                        Kind = VisitLineKind.Labour,
                        Quantity = 1,
                    },
                ],
        };
        return new FactDraft(0, null)
        {
            Kind = FactKind.Of<ServiceVisit>(),
            Type = "service_visit",
            ExternalId = visit.ExternalId,
            Fact = visit,
            Customer = new CustomerName(asked.Customer, null, null),
        };
    }

    private static string NameOf(string externalId) => Followed.NameOf(Prefix, externalId);
}
