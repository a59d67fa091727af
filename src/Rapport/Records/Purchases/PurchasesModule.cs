using Rapport.Platform;
using Rapport.Records.Facts;

namespace Rapport.Records.Purchases;

/// <summary>What customers bought, whichever record shows it: orders, invoices or visits.</summary>
public sealed class PurchasesModule : Module
{
    public override void Add(IServiceCollection services) => services.AddSingleton<SummaryPart, PurchaseSummary>();
}
