namespace Rapport.Models.Classification;

/// <summary>The terms that a column brings into a logistic regression, each as its value in every bin.</summary>
/// <remarks>
/// Numbers: the standardized value, and three hinges at its quartiles so that the line may bend. Words: one term per bin. Missing: a term
/// of its own. All
/// have mean 0, and a bin that no row is in has 0: the average.
/// </remarks>
internal static class LogisticBasis
{
    private const int LeastForHinges = 8;

    // Halved, a bend costs four times the penalty of a slope: straight lines unless the rows insist.
    private const double Bend = 0.5;

    public static double[][] Of(FeatureBins bins, ReadOnlySpan<byte> column)
    {
        var rows = new double[bins.Count];
        foreach (var bin in column)
            rows[bin]++;
        var terms = new List<double[]>();
        if (bins.IsNumeric)
        {
            terms.AddRange(Lines(bins, rows));
            if (rows[0] > 0)
                terms.Add([.. rows.Select((_, bin) => bin == 0 ? 1.0 : 0)]);
        }
        else if (rows.Count(count => count > 0) > 1)
        {
            for (var level = 0; level < rows.Length; level++)
                if (rows[level] > 0)
                    terms.Add([.. rows.Select((_, bin) => bin == level ? 1.0 : 0)]);
        }
        foreach (var term in terms)
            Centre(term, rows);
        return [.. terms];
    }

    private static IEnumerable<double[]> Lines(FeatureBins bins, double[] rows)
    {
        var known = Enumerable.Range(1, bins.Count - 1).Where(bin => rows[bin] > 0).ToArray();
        if (known.Length < 2)
            yield break;
        var count = known.Sum(bin => rows[bin]);
        // Sizes first, so that squares of huge numbers stay finite.
        var size = Math.Max(known.Max(bin => Math.Abs(bins.Centres[bin])), 1e-300);
        var mean = known.Sum(bin => rows[bin] / count * (bins.Centres[bin] / size));
        var deviation = Math.Sqrt(known.Sum(bin => rows[bin] / count * Square(bins.Centres[bin] / size - mean)));
        if (!(deviation > 0))
            yield break;
        double[] line = [.. bins.Centres.Select((centre, bin) => bin == 0 ? 0 : (centre / size - mean) / deviation)];
        yield return line;
        if (known.Length < LeastForHinges)
            yield break;
        var (passed, quartile) = (0.0, 1);
        foreach (var bin in known)
        {
            passed += rows[bin];
            if (quartile > 3 || passed < quartile * count / 4)
                continue;
            while (passed >= quartile * count / 4)
                quartile++;
            var knot = line[bin];
            if (bin != known[^1])
                yield return [.. line.Select((z, at) => at == 0 ? 0 : Bend * Math.Max(0, z - knot))];
        }
    }

    private static void Centre(double[] term, double[] rows)
    {
        var mean = term.Zip(rows, (value, count) => value * count).Sum() / rows.Sum();
        for (var bin = 0; bin < term.Length; bin++)
            term[bin] = rows[bin] > 0 ? term[bin] - mean : 0;
    }

    private static double Square(double x) => x * x;
}
