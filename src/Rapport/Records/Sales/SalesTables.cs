using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Records.Sales;

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
