using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Sales.Pipeline;

[EventName("sales_stages.changed")]
public sealed record SalesStagesChanged(Guid OrganizationId, IReadOnlyList<string> Stages) : DomainEvent
{
    public override string SubjectType => "organization";
    public override Guid SubjectId => OrganizationId;
    public override IEnumerable<string> Touches => ["opportunities", "sales_stages"];
}

/// <summary>
/// The organization's own stages of a sale, in their order. A deal may stand in another, as its source names it; the board shows that
/// beside them.
/// </summary>
public sealed class SalesStages(RapportDb db, Changes changes, Reads reads, Access access)
{
    internal const int MaxName = 60,
        Most = 12;

    public async Task<IReadOnlyList<string>> All(CancellationToken ct)
    {
        var names = await reads.Rows(
            $"select name from sales_stages where organization_id = {reads.Tenant} order by position",
            row => row.Text(0),
            ct
        );
        return names.Count > 0 ? names : SalesStage.AtFirst;
    }

    public async Task Replace(IReadOnlyList<string?>? names, CancellationToken ct)
    {
        access.Require(Permission.ManageSettings);
        List<string> stages = [.. (names ?? []).Select(n => n?.Trim() ?? "")];
        if (stages.Count is 0 or > Most)
            throw new Invalid("stages", $"Give 1 to {Most} stages.");
        if (stages.Any(s => s.Length is 0 or > MaxName))
            throw new Invalid("stages", $"Each stage has a name of up to {MaxName} characters.");
        if (stages.Select(StorableText.Fault).FirstOrDefault(f => f is not null) is { } fault)
            throw new Invalid("stages", fault);
        if (stages.Distinct(StringComparer.OrdinalIgnoreCase).Count() < stages.Count)
            throw new Invalid("stages", "No two stages have the same name.");
        await using var change = await changes.Begin(ct);
        await db.Lock("sales stages", ct);
        db.RemoveRange(await db.Set<SalesStage>().ToListAsync(ct));
        await db.SaveChangesAsync(ct);
        db.AddRange(stages.Select((name, position) => new SalesStage { Name = name, Position = position }));
        changes.Raise(new SalesStagesChanged(db.TenantId, stages));
        await change.Save(ct);
    }
}
