using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Records.Service;

internal sealed class VehicleTable : CustomerFactTable<Vehicle>
{
    // As a plate is looked for, however it is spaced; searches take the same signs out of what was typed.
    private const string PlateKey = "plate_key",
        Key = "upper(replace(replace(replace(plate, ' ', ''), '-', ''), '.', ''))";

    public override void Configure(EntityTypeBuilder<Vehicle> vehicle)
    {
        base.Configure(vehicle);
        vehicle.Property(v => v.Vin).UseBinaryCollation();
        vehicle.Property<string?>(PlateKey).HasMaxLength(40).UseBinaryCollation().HasComputedColumnSql(Key, stored: true);
        vehicle.HasIndex(nameof(Entity.OrganizationId), PlateKey);
        vehicle.HasIndex(v => new { v.OrganizationId, v.Vin });
    }
}

internal sealed class AppointmentTable : CustomerFactTable<Appointment>
{
    protected override bool IsWorkedByStatus => true;
}

internal sealed class ServiceVisitTable : CustomerFactTable<ServiceVisit>
{
    public override void Configure(EntityTypeBuilder<ServiceVisit> visit)
    {
        base.Configure(visit);
        visit.HasIndex(v => new
        {
            v.OrganizationId,
            v.Vehicle,
            v.HappenedAt,
        });
    }
}

internal sealed class VisitLineTable : FactLineTable<VisitLine, ServiceVisit>;
