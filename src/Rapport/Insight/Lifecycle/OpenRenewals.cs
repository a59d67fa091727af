using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>Opens an opportunity of the kind renewal for each contract that is due for renewal soon: once for each date.</summary>
internal sealed class OpenRenewals(RapportDb db, TakeFacts take, Access access, TimeProvider clock)
{
    private const int Lot = 200;

    private sealed record Due(Guid Customer, string Name, DateOnly On);

    public async Task Run(CancellationToken ct)
    {
        if (!access.IsKnown)
            access.Admit(Caller.Program(db.TenantId));
        var settings = await db.Set<LifecycleSettings>().AsNoTracking().FirstOrDefaultAsync(ct) ?? new LifecycleSettings();
        for (var after = Guid.Empty; ; )
        {
            var due = await Next(settings.RenewalDays, after, ct);
            if (due.Count > 0)
                await take.Run([.. due.Select((one, place) => Draft(place + 1, one))], new FactOptions(), ct);
            if (due.Count < Lot)
                return;
            after = due[^1].Customer;
        }
    }

    private Task<List<Due>> Next(int days, Guid after, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(clock.Now().UtcDateTime);
        return db.Rows(
            $"""
            select a.id, c.display_name, coalesce(a.contract_renewal, a.contract_end) from accounts a
            join customers c on c.organization_id = a.organization_id and c.id = a.id
            join customer_lifecycles l on l.organization_id = a.organization_id and l.customer_id = a.id
            join lifecycle_stages s on s.organization_id = l.organization_id and s.id = l.current_stage_id
            where a.organization_id = {db.TenantId} and a.id > {after} and s.category = 'customer'
              and c.archived_at is null and c.merged_into_id is null
              and coalesce(a.contract_renewal, a.contract_end) >= {today}
              and coalesce(a.contract_renewal, a.contract_end) <= {today.AddDays(days)}
              and not exists (select 1 from opportunities o where o.organization_id = a.organization_id and o.customer_id = a.id
                and o.kind = 'renewal'
                and (o.status in ('open', 'paused') or o.expected_close = coalesce(a.contract_renewal, a.contract_end)))
            order by a.id limit {Lot}
            """,
            row => new Due(row.Id(0), row.Text(1), row.DateOrNull(2)!.Value),
            ct
        );
    }

    private static FactDraft Draft(int place, Due due) =>
        ReadFact.Of(
            place,
            JsonSerializer.SerializeToElement(
                new Dictionary<string, object?>
                {
                    ["external_id"] = $"renewal:{due.Customer}:{due.On:yyyy-MM-dd}",
                    ["customer"] = new { id = due.Customer },
                    ["name"] = $"Renewal {due.On.Year}",
                    ["kind"] = "renewal",
                    ["status"] = "open",
                    ["expected_close"] = due.On,
                },
                ApiJson.Options
            ),
            FactKind.Named("opportunity")!
        );
}
