using Rapport.Models.Classification;

namespace Rapport.Tests.Models.Classification;

/// <summary>Rows whose probability is known: numbers, a word, missing values, and an interaction when asked for.</summary>
internal sealed class SimulatedCustomers
{
    private static readonly string[] Plans = ["basic", "plus", "pro"];

    private SimulatedCustomers(FeatureTable table, bool[] labels, double[] truth) => (Table, Labels, Truth) = (table, labels, truth);

    public FeatureTable Table { get; }

    public bool[] Labels { get; }

    public double[] Truth { get; }

    public static SimulatedCustomers Of(int rows, int seed, bool withInteraction = false)
    {
        var dice = new System.Random(seed);
        var (age, spend, noise, plan) = (new double[rows], new double[rows], new double[rows], new string?[rows]);
        var (labels, truth) = (new bool[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            (age[i], spend[i], noise[i]) = (Normal(dice), Normal(dice), Math.Round(Normal(dice), 1));
            plan[i] = dice.Next(20) == 0 ? null : Plans[dice.Next(3)];
            var margin =
                -0.5
                + 0.8 * age[i]
                + (
                    plan[i] == "pro" ? -1
                    : plan[i] is null ? 1
                    : 0
                );
            margin += withInteraction ? 1.5 * Math.Sign(age[i]) * Math.Sign(spend[i]) : -0.6 * spend[i];
            truth[i] = 1 / (1 + Math.Exp(-margin));
            labels[i] = dice.NextDouble() < truth[i];
            if (dice.Next(25) == 0)
                noise[i] = double.NaN;
        }
        var table = new FeatureTable([
            Feature.Numeric("age", age),
            Feature.Numeric("spend", spend),
            Feature.Numeric("noise", noise),
            Feature.Categorical("plan", plan),
        ]);
        return new SimulatedCustomers(table, labels, truth);
    }

    public SimulatedCustomers Pick(int[] rows) => new(Table.Pick(rows), [.. rows.Select(r => Labels[r])], [.. rows.Select(r => Truth[r])]);

    private static double Normal(System.Random dice) =>
        Math.Sqrt(-2 * Math.Log(1 - dice.NextDouble())) * Math.Cos(2 * Math.PI * dice.NextDouble());
}
