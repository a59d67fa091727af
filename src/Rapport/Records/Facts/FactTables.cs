using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Behaviour;
using Rapport.Records.Billing;
using Rapport.Records.Campaigns;
using Rapport.Records.Customers;
using Rapport.Records.Interactions;
using Rapport.Records.Loyalty;
using Rapport.Records.Sales;
using Rapport.Records.Service;
using Rapport.Records.Support;

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

internal sealed class ProductTable : FactTable<Product>
{
    public override void Configure(EntityTypeBuilder<Product> product)
    {
        base.Configure(product);
        product.HasIndex(p => new { p.OrganizationId, p.Sku });
    }
}

internal sealed class ProductFitTable : FactLineTable<ProductFit, Product>
{
    // However it is written: searches write theirs the same way.
    private const string MakeKey = "make_key";

    public override void Configure(EntityTypeBuilder<ProductFit> fit)
    {
        base.Configure(fit);
        fit.Property<string>(MakeKey).HasMaxLength(100).UseBinaryCollation().HasComputedColumnSql("upper(make)", stored: true);
        fit.HasIndex(nameof(FactLine.OrganizationId), MakeKey);
    }
}

internal sealed class OrderTable : CustomerFactTable<Order>
{
    public override void Configure(EntityTypeBuilder<Order> order)
    {
        base.Configure(order);
        order.Property(o => o.Number).UseBinaryCollation();
        order.HasIndex(o => new { o.OrganizationId, o.Number });
    }
}

internal sealed class OrderLineTable : FactLineTable<OrderLine, Order>;

internal sealed class OpportunityTable : CustomerFactTable<Opportunity>
{
    protected override bool IsWorkedByStatus => true;
}

internal sealed class InvoiceTable : CustomerFactTable<Invoice>
{
    protected override bool IsWorkedByStatus => true;
}

internal sealed class PaymentTable : CustomerFactTable<Payment>
{
    public override void Configure(EntityTypeBuilder<Payment> payment)
    {
        base.Configure(payment);
        payment.HasIndex(p => new { p.OrganizationId, p.Invoice });
    }
}

internal sealed class PaymentMethodTable : CustomerFactTable<PaymentMethod>;

internal sealed class TicketTable : CustomerFactTable<Ticket>
{
    protected override bool IsWorkedByStatus => true;
}

internal sealed class SurveyResponseTable : CustomerFactTable<SurveyResponse>;

internal sealed class LoyaltyTransactionTable : CustomerFactTable<LoyaltyTransaction>;

internal sealed class CampaignTable : FactTable<Campaign>;

internal sealed class CampaignMessageTable : CustomerFactTable<CampaignMessage>;

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

internal sealed class WebSessionTable : CustomerFactTable<WebSession>;

internal sealed class SessionViewTable : FactLineTable<SessionView, WebSession>;

internal sealed class UsageMetricTable : CustomerFactTable<UsageMetric>;

internal sealed class InteractionTable : CustomerFactTable<Interaction>;

internal sealed class NoteTable : CustomerFactTable<Note>;

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
