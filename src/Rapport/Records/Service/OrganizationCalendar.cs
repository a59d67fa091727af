using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Service;

/// <summary>Which day it is where the organization is: what begins today has begun for everybody.</summary>
public sealed class OrganizationCalendar(Reads reads, TimeProvider clock)
{
    public async Task<DateOnly> Today(CancellationToken ct) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.Now(), await Zone(ct)).DateTime);

    public async Task<TimeZoneInfo> Zone(CancellationToken ct) =>
        (
            await reads.Rows(
                $"select time_zone from organizations where id = {reads.Tenant}",
                row => TimeZoneInfo.TryFindSystemTimeZoneById(row.Text(0), out var zone) ? zone : TimeZoneInfo.Utc,
                ct
            )
        ).Single();
}
