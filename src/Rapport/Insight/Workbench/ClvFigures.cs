using Rapport.Models;
using Rapport.Models.CustomerValue;

namespace Rapport.Insight.Workbench;

/// <summary>The three models of customer value fitted to one set of customers, and what they say of each.</summary>
internal sealed class ClvFigures
{
    public static readonly string[] Columns = ["customer", "x", "t_x", "T", "p_alive", "expected", "value"];

    private readonly CustomerPurchases[] purchases;
    private readonly BetaGeometricModel bgNbd;
    private readonly BetaGeometricModel mbgNbd;
    private readonly GammaGammaModel? spend;
    private readonly double? knownSpend;
    private readonly double discount;
    private readonly List<string> warnings = [];

    private ClvFigures(CustomerPurchases[] purchases, Question question)
    {
        (this.purchases, Weeks, discount) = (purchases, question.Weeks, question.YearlyDiscount);
        var histories = purchases.Select(p => p.History).ToArray();
        bgNbd = BetaGeometricModel.Fit(DropoutRule.AfterRepeats, histories);
        mbgNbd = BetaGeometricModel.Fit(DropoutRule.AfterEveryPurchase, histories);
        Expected = bgNbd.ExpectedPurchases(histories, Weeks);
        warnings.AddRange(bgNbd.Warnings);
        if (!question.HasAmounts)
            return;
        try
        {
            spend = GammaGammaModel.Fit([.. purchases.Select(Spend)]);
            warnings.AddRange(spend.Warnings);
        }
        catch (ModelRefusal refusal)
        {
            warnings.Add($"{refusal.Message} Value is by the mean paid so far.");
            knownSpend = purchases.Where(p => p.MeanRepeatSpend > 0).Select(p => (double?)p.MeanRepeatSpend).Average();
        }
    }

    public double Weeks { get; }

    /// <summary>Purchases of each customer over the horizon.</summary>
    public double[] Expected { get; }

    public IReadOnlyList<string> Warnings => warnings;

    public static ClvFigures Of(CustomerPurchases[] purchases, Question question) => new(purchases, question);

    public IEnumerable<IReadOnlyList<object?>> Table(IReadOnlyList<string> names) =>
        purchases.Select(
            (p, i) =>
                (IReadOnlyList<object?>)
                    [
                        names[p.Customer],
                        p.History.Repeats,
                        p.History.LastPurchase,
                        p.History.Age,
                        mbgNbd.ProbabilityAlive(p.History),
                        Expected[i],
                        Value(i),
                    ]
        );

    public object Result(DateOnly until, double seconds, IReadOnlyList<string> allWarnings) =>
        new
        {
            Bgnbd = Shown(bgNbd),
            Mbgnbd = Shown(mbgNbd),
            GammaGamma = spend is null
                ? null
                : new
                {
                    spend.Parameters.P,
                    spend.Parameters.Q,
                    spend.Parameters.V,
                    Ll = spend.LogLikelihood,
                    spend.StandardErrors,
                    spend.Customers,
                },
            Customers = purchases.Length,
            Expected = Expected.Sum(),
            Value = spend is null && knownSpend is null ? null : Enumerable.Range(0, purchases.Length).Sum(Value),
            HorizonWeeks = Weeks,
            Until = until.ToString("yyyy-MM-dd"),
            Seconds = Math.Round(seconds, 3),
            Warnings = allWarnings,
        };

    private static object Shown(BetaGeometricModel model) =>
        new
        {
            model.Parameters.R,
            model.Parameters.Alpha,
            model.Parameters.A,
            model.Parameters.B,
            Ll = model.LogLikelihood,
            model.StandardErrors,
        };

    private double? Value(int i) => Purchases(i) * (spend?.ExpectedSpend(Spend(purchases[i])) ?? knownSpend);

    private double Purchases(int i) =>
        discount == 0 ? Expected[i] : bgNbd.DiscountedPurchases(purchases[i].History, Periods.Over(Weeks, discount));

    private static RepeatSpend Spend(CustomerPurchases customer) => new(customer.History.Repeats, customer.MeanRepeatSpend);

    public readonly record struct Question(double Weeks, double YearlyDiscount, bool HasAmounts);
}
