using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Trust.Identity;

namespace Rapport.Records.Service.Drivers;

/// <summary>
/// Who drives a vehicle, from which day and until it was handed back: a contact of its owner, or another person who is a customer.
/// </summary>
public sealed class DriverAssignment : VersionedEntity
{
    public Guid VehicleId { get; init; }
    public Guid? ContactId { get; init; }

    /// <summary>The driver, where that is a customer.</summary>
    public Guid? DriverId { get; internal set; }
    public DateOnly StartsOn { get; internal set; }

    /// <summary>The day it was handed back; whoever takes it over may begin on it.</summary>
    public DateOnly? EndsOn { get; internal set; }
    public Guid? CreatedById { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    public bool IsCurrent(DateOnly today) => StartsOn <= today && (EndsOn is null || EndsOn > today);

    /// <summary>A day that both have; nobody drives between a day and itself.</summary>
    public bool Overlaps(DriverAssignment other) =>
        Ends > StartsOn && other.Ends > other.StartsOn && StartsOn < other.Ends && other.StartsOn < Ends;

    private DateOnly Ends => EndsOn ?? DateOnly.MaxValue;
}

internal sealed class DriverAssignmentTable : IEntityTypeConfiguration<DriverAssignment>
{
    public void Configure(EntityTypeBuilder<DriverAssignment> assignment)
    {
        assignment.ToTable(
            "driver_assignments",
            t =>
            {
                t.HasCheckConstraint("ck_driver_assignments_who", "(contact_id is null) <> (driver_id is null)");
                t.HasCheckConstraint("ck_driver_assignments_days", "ends_on is null or ends_on >= starts_on");
            }
        );
        assignment
            .HasOne(typeof(Vehicle))
            .WithMany()
            .HasForeignKey(nameof(Entity.OrganizationId), nameof(DriverAssignment.VehicleId))
            .OnDelete(DeleteBehavior.Cascade);
        assignment.References<DriverAssignment, Contact>(a => a.ContactId);
        assignment.References<DriverAssignment, Customer>(a => a.DriverId);
        assignment.References<DriverAssignment, User>(a => a.CreatedById);
        assignment.HasIndex(a => new
        {
            a.OrganizationId,
            a.VehicleId,
            a.StartsOn,
        });
        // A vehicle has one driver whose end is not known; the index makes two at once impossible.
        assignment.HasIndex(a => new { a.OrganizationId, a.VehicleId }).IsUnique().HasFilter("ends_on is null");
    }
}
