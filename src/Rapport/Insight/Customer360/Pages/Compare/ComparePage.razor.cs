using System.Globalization;
using Microsoft.AspNetCore.Components;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers.Find;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;

namespace Rapport.Insight.Customer360.Pages.Compare;

/// <summary>Up to three customers side by side. Leaving leads back to the first of them, at whom it began.</summary>
public partial class ComparePage
{
    private const int Hits = 8;

    [Inject]
    private CompareCustomers Compare { get; set; } = null!;

    [Inject]
    private FindCustomers Find { get; set; } = null!;

    [Inject]
    private Records.Customers.OpenCustomer Open { get; set; } = null!;

    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    [CascadingParameter]
    public Frame Frame { get; set; } = null!;

    private sealed record Row(string Label, IReadOnlyList<string> Values, bool Differs, int? Best = null, string? Note = null);

    private IReadOnlyList<Guid> Ids { get; set; } = [];
    private string? Asked { get; set; }
    private Comparison? Comparison { get; set; }
    private IReadOnlyList<(Guid Id, string Name, string Detail)> Found { get; set; } = [];
    private IReadOnlyList<string> Names { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var ct = Http.RequestAborted;
        var query = QueryReader.Of(Http.Request);
        (var ids, Asked) = (query.Text("ids"), query.Text("q", 200));
        query.Done();
        Ids =
        [
            .. (ids ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(id => Guid.TryParse(id, out var read) ? read : throw new Unreadable("ids", "Each must be the UUID of a customer."))
                .Distinct(),
        ];
        if (Ids.Count > CompareCustomers.Most)
            throw new Unreadable("ids", $"At most {CompareCustomers.Most} customers stand side by side.");
        if (Ids.Count >= CompareCustomers.Least)
            Comparison = await Compare.Run(Ids, ct);
        Names =
            Comparison?.Customers.Select(c => c.DisplayName).ToList() ?? (Ids is [var one] ? [(await Open.Run(one, ct)).DisplayName] : []);
        if (Ids.Count < CompareCustomers.Most && !string.IsNullOrWhiteSpace(Asked))
            Found =
            [
                .. (
                    await Find.Run(
                        new FindCustomers.Question(new CustomerFilter { Search = Asked }, null, new Paging(1, Hits, null, false)),
                        ct
                    )
                )
                    .Page.Data.Where(c => !Ids.Contains(c.Id))
                    .Select(c => (c.Id, c.DisplayName, c.BranchName ?? "")),
            ];
    }

    private IReadOnlyList<Crumb> Trail =>
        [new("Customers", ListAddress.Path), .. Ids.Count > 0 ? new[] { new Crumb(Names[0], $"/customers/{Ids[0]}") } : []];

    private string? Back => Ids.Count > 0 ? $"/customers/{Ids[0]}" : ListAddress.Path;

    private static string Of(IEnumerable<Guid> ids) => $"/dashboard/compare?ids={string.Join(',', ids)}";

    private IEnumerable<Row> Rows(Comparison comparison)
    {
        var all = comparison.Customers;
        Row Plain(string label, Func<ComparedCustomer, string?> of)
        {
            var values = all.Select(c => of(c) ?? "–").ToList();
            return new Row(label, values, values.Distinct().Count() > 1);
        }
        Row Measured(string measure, string label, Func<ComparedCustomer, string?> of, Func<decimal, string> spread)
        {
            var difference = comparison.Differences.First(d => d.Measure == measure);
            var best = difference.Best is { } most ? all.Select((c, i) => (c, i)).First(c => c.c.Id == most).i : (int?)null;
            return new Row(
                label,
                [.. all.Select(c => of(c) ?? "–")],
                difference.Spread != 0,
                best,
                difference.Spread == 0 ? null : $"{(label == "Purchases" ? "differ" : "differs")} by {spread(difference.Spread)}"
            );
        }
        var currency = all.Select(c => c.Metrics?.Currency).OfType<string>().FirstOrDefault();
        yield return Plain("Status", c => PanelText.Label(c.Status));
        yield return Plain("Owner", c => c.OwnerName ?? "Nobody");
        yield return Measured(
            "lifetime_value",
            "Lifetime value",
            c => c.Metrics is { } m ? PanelText.Money(m.LifetimeValue, m.Currency) : null,
            s => PanelText.Money(s, currency)
        );
        yield return Measured(
            "order_count",
            "Purchases",
            c => (c.Metrics?.OrderCount ?? 0).ToString("N0", CultureInfo.CurrentCulture),
            s => s.ToString("N0", CultureInfo.CurrentCulture)
        );
        yield return Plain(
            "Average purchase",
            c => c.Metrics?.AverageOrderValue is { } average ? PanelText.Money(average, c.Metrics.Currency) : null
        );
        yield return Plain("Last purchase", c => c.Metrics?.LastPurchaseAt is { } at ? PanelText.FullDay(at, Frame) : null);
        yield return Measured("engagement", "Engagement", c => c.Engagement is { } score ? $"{score:0} of 100" : null, s => $"{s:0}");
        yield return Plain("Health", c => c.Health is { NoData: false } health ? $"{health.Score:0} of 100, {health.Grade}" : null);
        yield return Plain("Churn risk", c => c.ChurnRisk is { NoData: false } risk ? $"{risk.Score:0} %, {Words.Of(risk.Level)}" : null);
        yield return Plain(
            "Loyalty",
            c =>
                c.Points is { } points
                    ? string.Join(", ", new[] { c.Tier, PanelText.Count(points, "point", "points") }.OfType<string>())
                    : null
        );
        yield return Plain("Open tickets", c => c.OpenTickets?.ToString("N0", CultureInfo.CurrentCulture));
    }
}
