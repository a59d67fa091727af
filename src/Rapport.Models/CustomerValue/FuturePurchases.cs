namespace Rapport.Models.CustomerValue;

/// <summary>Purchases to expect from a customer who is alive.</summary>
internal static class FuturePurchases
{
    private const int MostTerms = 5_000_000;

    /// <summary>
    /// Tries follow a negative binomial with <paramref name="shape"/> and mean shape * <paramref name="span"/>; the j-th try happens if the
    /// customer survived
    /// those before it, with probability (b)_j / (a + b)_j.
    /// </summary>
    /// <remarks>
    /// The sum of the probability of j tries times the purchases made of j tries. It equals equation 10 of Fader, Hardie and Lee without
    /// its Gauss
    /// hypergeometric function, of which the form with a - 1 below the line breaks down at a = 1 and loses all digits when a is nearly 0.
    /// </remarks>
    public static double Expected(double shape, double span, double a, double b)
    {
        if (span == 0)
            return 0;
        var z = span / (1 + span);
        var (probability, total, sum, made, survived) = (1.0, 1.0, 0.0, 0.0, 1.0);
        for (var j = 0; j < MostTerms; j++)
        {
            made += survived;
            survived *= (b + j) / (a + b + j);
            var ratio = (shape + j) / (j + 1) * z;
            probability *= ratio;
            total += probability;
            sum += probability * made;
            if (ratio < 1 && probability * made < 1e-13 * (1 - ratio) * sum)
                break;
            // Relative sizes are all that counts, so that the start may lie far below what a number can hold.
            if (probability > 1e250)
                (probability, total, sum) = (probability * 1e-250, total * 1e-250, sum * 1e-250);
        }
        return sum / total;
    }
}
