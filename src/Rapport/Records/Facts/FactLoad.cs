using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>A file of facts that was taken in, with its account of what became of the lines.</summary>
public sealed class FactLoad : Entity
{
    [NotPersonalData]
    public string Kind { get; init; } = "";

    [NotPersonalData]
    public string FileName { get; init; } = "";

    [PersonalData]
    public string Account { get; init; } = "{}";
    public Guid? LoadedById { get; init; }
    public DateTimeOffset LoadedAt { get; init; }
}

internal sealed class FactLoadTable : IEntityTypeConfiguration<FactLoad>
{
    public void Configure(EntityTypeBuilder<FactLoad> load)
    {
        load.ToTable("fact_loads");
        load.Property(l => l.Kind).HasMaxLength(40);
        load.Property(l => l.FileName).HasMaxLength(300);
        load.HasIndex(l => new
        {
            l.OrganizationId,
            l.LoadedAt,
            l.Id,
        });
    }
}

[EventName("facts.loaded")]
public sealed record FactsLoaded(Guid LoadId, string Kind) : DomainEvent
{
    public override string SubjectType => "fact_load";
    public override Guid SubjectId => LoadId;
    public override IEnumerable<string> Touches => [.. base.Touches, "fact_loads"];
}

/// <summary>Remembers which files were taken in.</summary>
public sealed class FactLoads(RapportDb db, Changes changes, Access access, TimeProvider clock)
{
    public async Task Keep(string kind, string fileName, string account, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var load = new FactLoad
        {
            Kind = kind,
            FileName = fileName.Length > 300 ? fileName[^300..] : fileName,
            Account = account,
            LoadedById = access.Caller.UserId,
            LoadedAt = clock.Now(),
        };
        db.Add(load);
        changes.Raise(new FactsLoaded(load.Id, kind));
        await change.Save(ct);
        db.ChangeTracker.Clear();
    }
}
