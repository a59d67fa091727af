namespace Rapport.Models.CustomerValue;

/// <summary>Log-likelihood of the beta-geometric models and its gradient in the logarithms of the parameters.</summary>
/// <remarks>
/// With n chances to be lost, x repeats and the odds R = a / (b + n - 1) * ((alpha + T) / (alpha + t_x))^(r + x) of being lost already, a
/// customer adds
/// ln [(r)_x alpha^r (b)_n / (a + b)_n (alpha + T)^-(r + x) (1 + R)]. Rising factorials are summed once for all customers: factor i occurs
/// for each that
/// has more than i.
/// </remarks>
internal sealed class BetaGeometricLikelihood
{
    private readonly PurchaseHistory[] histories;
    private readonly int[] copies;
    private readonly int[] repeatsBeyond;
    private readonly int customers;
    private readonly int firstChances;

    public BetaGeometricLikelihood(ReadOnlySpan<PurchaseHistory> all, DropoutRule rule)
    {
        customers = all.Length;
        firstChances = rule == DropoutRule.AfterEveryPurchase ? 1 : 0;
        var sorted = all.ToArray();
        Array.Sort(sorted);
        var (distinct, counts) = (new List<PurchaseHistory>(), new List<int>());
        foreach (var history in sorted)
        {
            if (distinct.Count > 0 && distinct[^1] == history)
            {
                counts[^1]++;
                continue;
            }
            distinct.Add(history);
            counts.Add(1);
        }
        (histories, copies) = ([.. distinct], [.. counts]);
        repeatsBeyond = Beyond(sorted);
        WeeksPerRepeat = sorted.Sum(h => h.Age) / sorted.Sum(h => (long)h.Repeats);
    }

    public double WeeksPerRepeat { get; }

    /// <summary>The negative log-likelihood; the point holds the logarithms of r, alpha, a, b.</summary>
    public double Value(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var at = new BetaGeometricParameters(Math.Exp(point[0]), Math.Exp(point[1]), Math.Exp(point[2]), Math.Exp(point[3]));
        gradient.Clear();
        var sum = Factorials(at, gradient) + Endings(at, gradient);
        (gradient[0], gradient[1], gradient[2], gradient[3]) = (
            -at.R * gradient[0],
            -at.Alpha * gradient[1],
            -at.A * gradient[2],
            -at.B * gradient[3]
        );
        return -sum;
    }

    private double Factorials(BetaGeometricParameters at, Span<double> slope)
    {
        var sum = customers * at.R * Math.Log(at.Alpha);
        slope[0] += customers * Math.Log(at.Alpha);
        slope[1] += customers * at.R / at.Alpha;
        for (var i = 0; i < repeatsBeyond.Length; i++)
        {
            sum += repeatsBeyond[i] * Math.Log(at.R + i);
            slope[0] += repeatsBeyond[i] / (at.R + i);
        }
        for (var i = 0; i < repeatsBeyond.Length + firstChances; i++)
        {
            double beyond = i < firstChances ? customers : repeatsBeyond[i - firstChances];
            sum -= beyond * Math.Log(1 + at.A / (at.B + i));
            slope[2] -= beyond / (at.A + at.B + i);
            slope[3] += beyond * at.A / ((at.B + i) * (at.A + at.B + i));
        }
        return sum;
    }

    private double Endings(BetaGeometricParameters at, Span<double> slope)
    {
        var (sum, logA) = (0.0, Math.Log(at.A));
        for (var i = 0; i < histories.Length; i++)
        {
            var (x, lastPurchase, age) = histories[i];
            double count = copies[i];
            var logAge = Math.Log(at.Alpha + age);
            var (lost, logLast) = (0.0, 0.0);
            if (x + firstChances > 0)
            {
                var survivedBefore = at.B + x + firstChances - 1;
                logLast = Math.Log(at.Alpha + lastPurchase);
                var odds = Math.Exp(Math.Min(700, logA - Math.Log(survivedBefore) + (at.R + x) * (logAge - logLast)));
                lost = odds / (1 + odds);
                sum += count * Math.Log(1 + odds);
                slope[2] += count * lost / at.A;
                slope[3] -= count * lost / survivedBefore;
            }
            sum -= count * (at.R + x) * logAge;
            slope[0] -= count * ((1 - lost) * logAge + lost * logLast);
            slope[1] -= count * (at.R + x) * ((1 - lost) / (at.Alpha + age) + lost / (at.Alpha + lastPurchase));
        }
        return sum;
    }

    private static int[] Beyond(PurchaseHistory[] sorted)
    {
        var beyond = new int[sorted.Length == 0 ? 0 : sorted[^1].Repeats];
        var customer = 0;
        for (var i = 0; i < beyond.Length; i++)
        {
            while (sorted[customer].Repeats <= i)
                customer++;
            beyond[i] = sorted.Length - customer;
        }
        return beyond;
    }
}
