using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;

namespace Rapport.Platform.Events;

/// <summary>
/// One line of the append-only log. Its position and hash stand in <see cref="EventPosition"/>, so that this row is never updated.
/// </summary>
public sealed class EventRow : Entity
{
    [NotPersonalData]
    public string Name { get; init; } = "";

    [NotPersonalData]
    public string SubjectType { get; init; } = "";
    public Guid SubjectId { get; init; }
    public ActorKind ActorKind { get; init; }
    public Guid? ActorId { get; init; }
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>Whose key the payload is sealed with; without one it is plain JSON.</summary>
    public Guid? PersonId { get; init; }

    [PersonalData]
    public byte[] Payload { get; init; } = [];

    /// <summary>Names of the records that open pages refresh on, separated by a space. IDs only.</summary>
    [NotPersonalData]
    public string Touches { get; init; } = "";
}

/// <summary>The gap-free place of an event in its organization's log, and the hash that chains it to the line before.</summary>
public sealed class EventPosition
{
    public Guid OrganizationId { get; init; }
    public long Position { get; init; }
    public Guid EventId { get; init; }

    [NotPersonalData]
    public byte[] Hash { get; init; } = [];
}

/// <summary>Where an organization's log ends, signed with the master key: a tail cut off or a chain rewritten shows.</summary>
public sealed class EventHead
{
    public Guid OrganizationId { get; init; }
    public long Position { get; init; }

    [NotPersonalData]
    public byte[] Hash { get; init; } = [];

    [NotPersonalData]
    public byte[] Mac { get; init; } = [];
}

/// <summary>Events that are committed and wait for their position (PostgreSQL alone: on SQLite the writer seals its own).</summary>
public sealed class UnsealedEvent
{
    public Guid OrganizationId { get; init; }
    public Guid EventId { get; init; }
}

/// <summary>How far a reader of the log has come.</summary>
public sealed class ReaderMark
{
    public Guid OrganizationId { get; init; }

    [NotPersonalData]
    public string Reader { get; init; } = "";
    public long Position { get; init; }
    public int Failures { get; init; }
    public DateTimeOffset? RetryAt { get; init; }
}

/// <summary>An event a reader failed on again and again: set aside, counted and shown, so that the rest goes on.</summary>
public sealed class ParkedEvent
{
    public Guid OrganizationId { get; init; }

    [NotPersonalData]
    public string Reader { get; init; } = "";
    public long Position { get; init; }

    [NotPersonalData]
    public string Error { get; init; } = "";
    public DateTimeOffset ParkedAt { get; init; }
}

/// <summary>The key that a person's events are sealed with, wrapped by the organization's. Destroying it makes them unreadable.</summary>
public sealed class PersonKey : Entity
{
    [NotPersonalData]
    public byte[] Wrapped { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class EventTables
    : IEntityTypeConfiguration<EventRow>,
        IEntityTypeConfiguration<EventPosition>,
        IEntityTypeConfiguration<EventHead>,
        IEntityTypeConfiguration<UnsealedEvent>,
        IEntityTypeConfiguration<ReaderMark>,
        IEntityTypeConfiguration<ParkedEvent>,
        IEntityTypeConfiguration<PersonKey>
{
    public void Configure(EntityTypeBuilder<EventRow> row)
    {
        row.ToTable("events");
        row.Property(e => e.Name).HasMaxLength(80);
        row.Property(e => e.SubjectType).HasMaxLength(40);
        row.HasIndex(e => new
        {
            e.OrganizationId,
            e.SubjectId,
            e.OccurredAt,
        });
        row.HasIndex(e => new { e.OrganizationId, e.OccurredAt });
    }

    public void Configure(EntityTypeBuilder<EventPosition> position)
    {
        position.ToTable("event_positions");
        position.HasKey(p => new { p.OrganizationId, p.Position });
        position.HasIndex(p => new { p.OrganizationId, p.EventId }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<EventHead> head)
    {
        head.ToTable("event_heads");
        head.HasKey(h => h.OrganizationId);
    }

    public void Configure(EntityTypeBuilder<UnsealedEvent> pending)
    {
        pending.ToTable("unsealed_events");
        pending.HasKey(p => new { p.OrganizationId, p.EventId });
    }

    public void Configure(EntityTypeBuilder<ReaderMark> mark)
    {
        mark.ToTable("reader_marks");
        mark.HasKey(m => new { m.OrganizationId, m.Reader });
        mark.Property(m => m.Reader).HasMaxLength(80);
    }

    public void Configure(EntityTypeBuilder<ParkedEvent> parked)
    {
        parked.ToTable("parked_events");
        parked.HasKey(p => new
        {
            p.OrganizationId,
            p.Reader,
            p.Position,
        });
        parked.Property(p => p.Reader).HasMaxLength(80);
    }

    public void Configure(EntityTypeBuilder<PersonKey> key) => key.ToTable("person_keys");
}
