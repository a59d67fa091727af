using Rapport.Insight.Scoring;
using Rapport.Insight.Segments;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Loyalty.Panels;
using Rapport.Records.Purchases.Panels;
using Rapport.Records.Support.Panels;

namespace Rapport.Insight.Customer360;

/// <summary>A customer as one column of a comparison.</summary>
/// <param name="Engagement">0 to 100, as health counts it; null where the caller may not read it.</param>
public sealed record ComparedCustomer(
    Guid Id,
    CustomerType Type,
    string DisplayName,
    CustomerStatus Status,
    string? OwnerName,
    PurchaseMetrics? Metrics,
    double? Engagement,
    string? Tier,
    int? Points,
    int? OpenTickets,
    HealthScore? Health,
    ChurnRisk? ChurnRisk,
    IReadOnlyList<string> Segments,
    IReadOnlyList<string> Withheld
);

/// <summary>One measure of all of them.</summary>
/// <param name="Measure">lifetime_value, order_count or engagement.</param>
/// <param name="Values">In the order of the customers; null where it is not known.</param>
/// <param name="Best">Who has most of it; null when all are equal or cannot be compared.</param>
/// <param name="Spread">The difference between most and least.</param>
public sealed record MeasureDifference(string Measure, IReadOnlyList<decimal?> Values, Guid? Best, decimal Spread);

/// <param name="Shared">Segments that all belong to.</param>
/// <param name="Others">The other segments, each with who of them belongs to it.</param>
public sealed record SegmentOverlap(IReadOnlyList<string> Shared, IReadOnlyList<SegmentOfSome> Others);

public sealed record SegmentOfSome(string Segment, IReadOnlyList<Guid> CustomerIds);

public sealed record Comparison(
    IReadOnlyList<ComparedCustomer> Customers,
    IReadOnlyList<MeasureDifference> Differences,
    SegmentOverlap Segments
);

/// <summary>
/// Sets two or three customers side by side. Each must be there and within the caller's reach, else the whole is refused as opening that
/// one would be.
/// </summary>
public sealed class CompareCustomers(OpenCustomer360 open)
{
    public const int Least = 2,
        Most = 3;

    public static IReadOnlyList<Guid> ReadIds(string? text)
    {
        var ids = new List<Guid>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            ids.Add(Guid.TryParseExact(part, "D", out var id) ? id : throw new Unreadable("ids", "Each must be the UUID of a customer."));
        if (ids.Count is < Least or > Most || ids.Distinct().Count() < ids.Count)
            throw new Unreadable("ids", "Name two or three different customers, separated by commas.");
        return ids;
    }

    public async Task<Comparison> Run(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var customers = new List<ComparedCustomer>(ids.Count);
        foreach (var id in ids)
            customers.Add(Column(await open.Run(id, ct)));
        var oneCurrency = customers.Where(c => c.Metrics?.OrderCount > 0).Select(c => c.Metrics!.Currency).Distinct().Count() <= 1;
        return new Comparison(
            customers,
            [
                Difference("lifetime_value", customers, c => c.Metrics?.LifetimeValue, oneCurrency),
                Difference("order_count", customers, c => c.Metrics?.OrderCount),
                Difference("engagement", customers, c => (decimal?)c.Engagement),
            ],
            Overlap(customers)
        );
    }

    private static ComparedCustomer Column(Customer360View view)
    {
        var (profile, health, loyalty) = (view.Of<CoreProfile>()!, view.Of<HealthScore>(), view.Of<LoyaltyStanding>());
        double? engagement = view.Withheld.Contains("interactions")
            ? null
            : health?.Factors.FirstOrDefault(f => f.Name == "engagement")?.Raw ?? 0;
        return new ComparedCustomer(
            profile.Id,
            profile.Type,
            profile.DisplayName,
            profile.Status,
            profile.OwnerName,
            view.Of<PurchaseMetrics>(),
            engagement,
            loyalty?.Tier,
            loyalty?.Points,
            view.Withheld.Contains("support") ? null : view.Of<SupportHistory>()?.OpenTickets ?? 0,
            health,
            view.Of<ChurnRisk>(),
            [.. (view.Of<IReadOnlyList<SegmentMembership>>() ?? []).Select(s => s.Name)],
            view.Withheld
        );
    }

    private static MeasureDifference Difference(
        string measure,
        List<ComparedCustomer> customers,
        Func<ComparedCustomer, decimal?> of,
        bool isComparable = true
    )
    {
        var known = customers.Where(c => of(c) is not null).ToList();
        var values = customers.ConvertAll(c => of(c));
        if (known.Count < Least || !isComparable)
            return new MeasureDifference(measure, values, null, 0);
        var (most, least) = (known.Max(of)!.Value, known.Min(of)!.Value);
        var best = known.Where(c => of(c) == most).ToList();
        return new MeasureDifference(measure, values, best.Count == 1 ? best[0].Id : null, most - least);
    }

    private static SegmentOverlap Overlap(List<ComparedCustomer> customers)
    {
        var named = customers
            .SelectMany(c => c.Segments)
            .Distinct()
            .Order(StringComparer.OrdinalIgnoreCase)
            .Select(s => new SegmentOfSome(s, [.. customers.Where(c => c.Segments.Contains(s)).Select(c => c.Id)]))
            .ToList();
        return new SegmentOverlap(
            [.. named.Where(s => s.CustomerIds.Count == customers.Count).Select(s => s.Segment)],
            [.. named.Where(s => s.CustomerIds.Count < customers.Count)]
        );
    }
}
