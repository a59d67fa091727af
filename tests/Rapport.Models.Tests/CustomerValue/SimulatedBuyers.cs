using MathNet.Numerics.Distributions;
using Rapport.Models.CustomerValue;

namespace Rapport.Tests.Models.CustomerValue;

/// <summary>Customers who buy as the models suppose, from parameters known.</summary>
internal static class SimulatedBuyers
{
    public static readonly BetaGeometricParameters Truth = new(.8, 5, .6, 2);

    public static readonly GammaGammaParameters Spend = new(5, 4, 20);

    public static PurchaseHistory[] Buyers(int count, DropoutRule rule, int seed)
    {
        var dice = new System.Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Buyer(rule, dice))];
    }

    public static RepeatSpend[] Spenders(int count, int seed)
    {
        var dice = new System.Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    var repeats = dice.Next(1, 12);
                    var rate = Gamma.Sample(dice, Spend.Q, Spend.V);
                    return new RepeatSpend(repeats, Gamma.Sample(dice, Spend.P * repeats, rate) / repeats);
                }),
        ];
    }

    private static PurchaseHistory Buyer(DropoutRule rule, System.Random dice)
    {
        var age = 20 + dice.NextDouble() * 60;
        var rate = Gamma.Sample(dice, Truth.R, Truth.Alpha);
        var loss = Beta.Sample(dice, Truth.A, Truth.B);
        var (repeats, last) = (0, 0.0);
        var lost = rule == DropoutRule.AfterEveryPurchase && dice.NextDouble() < loss;
        while (!lost)
        {
            var next = last + Exponential.Sample(dice, Math.Max(rate, 1e-12));
            if (next > age)
                break;
            (last, repeats) = (next, repeats + 1);
            lost = dice.NextDouble() < loss;
        }
        return new PurchaseHistory(repeats, last, age);
    }
}
