using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Records.Facts;

/// <summary>The table of a kind of fact, drawn from its fields.</summary>
internal abstract class FactTable<T> : IEntityTypeConfiguration<T>
    where T : Fact
{
    public virtual void Configure(EntityTypeBuilder<T> fact)
    {
        var kind = FactKind.Of<T>();
        fact.ToTable(kind.Table);
        fact.Property(f => f.ExternalId).HasMaxLength(200).UseBinaryCollation();
        foreach (var field in kind.Fields)
            Column(fact.Property(field.Property.Name), field);
        if (kind.Lines is not null)
            fact.Ignore(kind.Lines.Property.Name);
        fact.HasIndex(nameof(Entity.OrganizationId), nameof(Fact.ExternalId)).IsUnique();
        if (IsWorkedByStatus)
            fact.HasIndex(nameof(Entity.OrganizationId), kind.Status!.Property.Name, nameof(Entity.Id));
    }

    /// <summary>True of what people look for by its status alone, such as open tickets.</summary>
    protected virtual bool IsWorkedByStatus => false;

    internal static void Column(PropertyBuilder column, FactField field)
    {
        column.HasColumnName(field.Column);
        if (field.Kind == FieldKind.Number)
            column.HasPrecision(18, 4);
        if (
            field.Kind is not (FieldKind.Text or FieldKind.Named or FieldKind.People or FieldKind.Reference)
            || field.Type != typeof(string)
        )
            return;
        // Compared with external IDs: of another collation its index would not serve.
        if (field.Kind == FieldKind.Reference)
            column.HasAnnotation(TenantModel.BinaryCollation, true);
        if (field.Name == "currency")
            column.HasMaxLength(3);
        else if (field.Most <= 4000)
            column.HasMaxLength((int)field.Most);
    }
}

internal abstract class CustomerFactTable<T> : FactTable<T>
    where T : CustomerFact
{
    public override void Configure(EntityTypeBuilder<T> fact)
    {
        base.Configure(fact);
        // Taking facts in locks their customers first: a check for each row would be a fifth of what a fact costs.
        fact.ReferencesUnchecked<T, Customer>(f => f.CustomerId);
        fact.HasIndex(nameof(Entity.OrganizationId), nameof(CustomerFact.CustomerId), nameof(CustomerFact.HappenedAt), nameof(Entity.Id));
        fact.HasIndex(nameof(Entity.OrganizationId), nameof(CustomerFact.HappenedAt), nameof(Entity.Id));
    }
}

internal abstract class FactLineTable<TLine, TFact> : IEntityTypeConfiguration<TLine>
    where TLine : FactLine
    where TFact : Fact
{
    public virtual void Configure(EntityTypeBuilder<TLine> line)
    {
        var kind = FactKind.Of<TFact>();
        // Written and removed with their fact, and compared by "verify": a check of its own for each line would be half of what a line
        // costs.
        line.ToTable(kind.LineTable!).IsItsOwnIndex();
        line.HasKey(nameof(FactLine.OrganizationId), nameof(FactLine.FactId), nameof(FactLine.Position));
        foreach (var field in kind.LineFields)
            FactTable<TFact>.Column(line.Property(field.Property.Name), field);
    }
}

internal sealed class WaitingFactTable : IEntityTypeConfiguration<WaitingFact>
{
    public void Configure(EntityTypeBuilder<WaitingFact> waiting)
    {
        waiting.ToTable("waiting_facts");
        waiting.Property(w => w.Type).HasMaxLength(40);
        waiting.Property(w => w.ExternalId).HasMaxLength(200).UseBinaryCollation();
        waiting.Property(w => w.WaitsFor).HasMaxLength(400).UseBinaryCollation();
        waiting
            .HasIndex(w => new
            {
                w.OrganizationId,
                w.Type,
                w.ExternalId,
            })
            .IsUnique();
        waiting.HasIndex(w => new { w.OrganizationId, w.WaitsFor });
    }
}
