using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Records.Support.Desk;

/// <summary>A prepared reply, with what it sets on the ticket that it is sent on.</summary>
public sealed class Macro : VersionedEntity
{
    [PersonalData(DataSubject.User)]
    public string Name { get; set; } = "";

    [PersonalData(DataSubject.User)]
    public string NameKey { get; set; } = "";

    /// <summary>{customer}, {ticket}, {subject} and {me} are filled in.</summary>
    [PersonalData(DataSubject.User)]
    public string Body { get; set; } = "";
    public TicketStatus? Status { get; set; }
    public TicketPriority? Priority { get; set; }

    [NotPersonalData]
    public string? Category { get; set; }
    public Guid? CreatedById { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>A macro's text for a ticket.</summary>
    /// <param name="me">Who writes it.</param>
    public static string Filled(string body, IReadOnlyDictionary<string, object?> ticket, string me) =>
        body.Replace("{customer}", ticket["customer_name"] as string, StringComparison.OrdinalIgnoreCase)
            .Replace("{ticket}", ticket["number"] as string, StringComparison.OrdinalIgnoreCase)
            .Replace("{subject}", ticket["subject"] as string, StringComparison.OrdinalIgnoreCase)
            .Replace("{me}", me, StringComparison.OrdinalIgnoreCase);
}

internal sealed class MacroTable : IEntityTypeConfiguration<Macro>
{
    public void Configure(EntityTypeBuilder<Macro> macro)
    {
        macro.ToTable("macros");
        macro.Property(m => m.Name).HasMaxLength(KeepMacros.MostName);
        macro.Property(m => m.NameKey).HasMaxLength(NameFolding.KeyLength).UseBinaryCollation();
        macro.Property(m => m.Category).HasMaxLength(100);
        macro.HasIndex(m => new { m.OrganizationId, m.NameKey }).IsUnique();
    }
}

/// <summary>A macro was added, changed or removed.</summary>
[EventName("macro.changed")]
public sealed record MacroChanged(Guid MacroId, string MacroName, bool IsRemoved) : DomainEvent
{
    public override string SubjectType => "macro";
    public override Guid SubjectId => MacroId;
    public override IEnumerable<string> Touches => ["macros"];
}
