using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Records.Billing;

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
