using Rapport.Models.Numerics;

namespace Rapport.Models.CustomerValue;

/// <summary>Who will buy again and how often, from when and how often they bought so far: BG/NBD and MBG/NBD.</summary>
/// <remarks>
/// Fader, Hardie and Lee (2005), "Counting Your Customers the Easy Way", Marketing Science 24(2); Batislam, Denizel and Filiztekin (2007),
/// IJRM 24(3).
/// Fitted by maximum likelihood with analytic gradients. All times are weeks. Where the likelihood has no interior optimum (nobody seems to
/// be lost, or
/// all customers are alike) the parameters stop at a wide bound, predictions stay finite, and <see cref="Warnings"/> says so.
/// </remarks>
public sealed class BetaGeometricModel
{
    private static readonly double[][] Starts =
    [
        [0.5, 0.7, 2.5],
        [2, 0.05, 5],
        [0.2, 2, 2],
    ];

    private const double LeastLoss = 1e-10;

    private readonly int firstChances;

    /// <summary>A model with known parameters.</summary>
    public BetaGeometricModel(DropoutRule rule, BetaGeometricParameters parameters)
    {
        var isPossible =
            parameters is { R: > 0, Alpha: > 0, A: > 0, B: > 0 }
            && double.IsFinite(parameters.R + parameters.Alpha + parameters.A + parameters.B);
        if (!isPossible)
            throw new ModelRefusal($"r, alpha, a and b must be positive numbers, not {parameters}.");
        (Rule, Parameters, firstChances) = (rule, parameters, rule == DropoutRule.AfterEveryPurchase ? 1 : 0);
    }

    public DropoutRule Rule { get; }

    public BetaGeometricParameters Parameters { get; }

    public BetaGeometricErrors StandardErrors { get; private init; }

    /// <summary>Log-likelihood of the customers it was fitted to; 0 for given parameters.</summary>
    public double LogLikelihood { get; private init; }

    /// <summary>What to know before relying on it, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>The maximum-likelihood fit. The order of the histories does not matter.</summary>
    /// <exception cref="ModelRefusal">Fewer than two customers, an impossible history, or nobody who bought again.</exception>
    public static BetaGeometricModel Fit(DropoutRule rule, ReadOnlySpan<PurchaseHistory> histories)
    {
        for (var i = 0; i < histories.Length; i++)
            histories[i].Check(i);
        if (histories.Length < 2)
            throw new ModelRefusal("Customer value needs at least two customers.");
        var likelihood = new BetaGeometricLikelihood(histories, rule);
        if (!double.IsFinite(likelihood.WeeksPerRepeat))
            throw new ModelRefusal("No customer has bought on a second day, so there is no repeat buying to learn from.");
        var best = Search(likelihood);
        var warnings = Doubts(best, histories.Length);
        var (at, errors) = (best.Point.Select(Math.Exp).ToArray(), best.Deviations());
        // Any smaller a fits as well, but then probabilities alive would differ by less than a number can tell.
        at[2] = Math.Max(at[2], LeastLoss * at[3]);
        return new BetaGeometricModel(rule, new BetaGeometricParameters(at[0], at[1], at[2], at[3]))
        {
            LogLikelihood = -best.Value + Anchor(best.Point, []),
            StandardErrors = new BetaGeometricErrors(at[0] * errors[0], at[1] * errors[1], at[2] * errors[2], at[3] * errors[3]),
            Warnings = warnings,
        };
    }

    /// <summary>The probability that the customer has not been lost, from 0 to 1.</summary>
    public double ProbabilityAlive(PurchaseHistory history)
    {
        history.Check(0);
        var chances = history.Repeats + firstChances;
        if (chances == 0)
            return 1;
        var (r, alpha, a, b) = (Parameters.R, Parameters.Alpha, Parameters.A, Parameters.B);
        return 1 / (1 + a / (b + chances - 1) * Math.Pow((alpha + history.Age) / (alpha + history.LastPurchase), r + history.Repeats));
    }

    /// <summary>Days with a purchase to expect from the customer in the next weeks.</summary>
    public double ExpectedPurchases(PurchaseHistory history, double weeks) => ProbabilityAlive(history) * WhileAlive(history, weeks);

    /// <summary>The same for many customers, faster.</summary>
    public double[] ExpectedPurchases(ReadOnlySpan<PurchaseHistory> histories, double weeks)
    {
        var known = new Dictionary<(int, double), double>();
        var expected = new double[histories.Length];
        for (var i = 0; i < expected.Length; i++)
        {
            var alike = (histories[i].Repeats, histories[i].Age);
            if (!known.TryGetValue(alike, out var whileAlive))
                known[alike] = whileAlive = WhileAlive(histories[i], weeks);
            expected[i] = ProbabilityAlive(histories[i]) * whileAlive;
        }
        return expected;
    }

    /// <summary>Repeat purchases to expect from somebody who is new, in the weeks after the first purchase.</summary>
    public double ExpectedFromNew(double weeks) => ExpectedPurchases(new PurchaseHistory(0, 0, 0), weeks);

    /// <summary>The probability that the customer buys nothing in the next weeks, lost or not.</summary>
    /// <remarks>
    /// To rank who needs to be won back take this or, better still, the fewest expected purchases. Probability alive is no such ranking
    /// under BG/NBD, where
    /// everybody who bought once is alive for certain.
    /// </remarks>
    public double ProbabilityOfNoPurchase(PurchaseHistory history, double weeks)
    {
        var age = Parameters.Alpha + history.Age;
        return 1 - ProbabilityAlive(history) * (1 - Math.Pow(age / (age + Horizon(weeks)), Parameters.R + history.Repeats));
    }

    /// <summary>Expected purchases of coming periods, each discounted from the end of its period.</summary>
    public double DiscountedPurchases(PurchaseHistory history, Periods periods)
    {
        var (sum, before) = (0.0, 0.0);
        for (var period = 1; period <= periods.Count; period++)
        {
            var through = WhileAlive(history, period * periods.Weeks);
            sum += (through - before) / Math.Pow(1 + periods.Rate, period);
            before = through;
        }
        return ProbabilityAlive(history) * sum;
    }

    private double WhileAlive(PurchaseHistory history, double weeks)
    {
        history.Check(0);
        var tries = Parameters.B + history.Repeats + firstChances;
        return FuturePurchases.Expected(
            Parameters.R + history.Repeats,
            Horizon(weeks) / (Parameters.Alpha + history.Age),
            Parameters.A,
            tries
        );
    }

    private static double Horizon(double weeks) =>
        weeks is >= 0 and <= 52_000
            ? weeks
            : throw new ModelRefusal(FormattableString.Invariant($"A horizon lasts from 0 to 52,000 weeks, not {weeks}."));

    private static BoundedMinimum Search(BetaGeometricLikelihood likelihood)
    {
        BoundedMinimum? best = null;
        var scale = Math.Log(likelihood.WeeksPerRepeat);
        foreach (var start in Starts)
        {
            var found = BoundedMinimum.Find(
                (point, slope) => likelihood.Value(point, slope) + Anchor(point, slope),
                [Math.Log(start[0]), Math.Log(start[0]) + scale, Math.Log(start[1]), Math.Log(start[2])],
                [-12, scale - 16, -20, -14],
                [12, scale + 14, 12, 16]
            );
            if (best is null || found.Value < best.Value - 1e-9)
                best = found;
            if (Doubts(best, 100).Count == 0)
                break;
        }
        return best!;
    }

    /// <summary>
    /// A pull on b, far weaker than any data: where nobody is lost the likelihood says nothing of b, and it would end anywhere.
    /// </summary>
    private static double Anchor(ReadOnlySpan<double> point, Span<double> slope)
    {
        const double pull = 1e-5;
        var away = point[3] - 1;
        if (slope.Length > 0)
            slope[3] += pull * away;
        return pull / 2 * away * away;
    }

    private static List<string> Doubts(BoundedMinimum found, int customers)
    {
        var doubts = new List<string>();
        if (found.Point[2] - found.Point[3] < -9)
            doubts.Add(
                "The likelihood has no interior optimum: nobody seems to be lost, so purchases are expected to go on at each customer's "
                    + "rate (NBD)."
            );
        else if (found.IsHeld(2) || found.IsHeld(3))
            doubts.Add(
                "The likelihood has no interior optimum in a and b: customers seem all equally likely to be lost, or some lost at once "
                    + "and the others never."
            );
        if (found.IsHeld(0) || found.IsHeld(1))
            doubts.Add("The likelihood has no interior optimum in r and alpha: the customers seem to buy at one rate, or hardly at all.");
        if (customers < 100)
            doubts.Add($"{customers} customers are few: the parameters are uncertain.");
        return doubts;
    }
}
