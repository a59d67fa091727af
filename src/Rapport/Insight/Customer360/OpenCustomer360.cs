namespace Rapport.Insight.Customer360;

/// <summary>Opens all that is known of one customer.</summary>
public sealed class OpenCustomer360
{
    public Task<Customer360View> Run(Guid id, CancellationToken ct) => throw new NotSupportedException($"{id} {ct}");
}
