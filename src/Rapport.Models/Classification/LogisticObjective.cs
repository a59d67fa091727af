namespace Rapport.Models.Classification;

/// <summary>Penalized negative log-likelihood of a logistic regression on binned rows, and its gradient.</summary>
/// <remarks>A column's terms are drawn together into one number per bin, so that a row costs one look-up a column however many terms there
/// are.</remarks>
internal sealed class LogisticObjective
{
    private const int Block = 8192;

    private readonly BinnedTable table;
    private readonly bool[] labels;
    private readonly double[][][] terms;
    private readonly int[] starts;
    private readonly int blocks;

    public LogisticObjective(BinnedTable table, IReadOnlyList<FeatureBins> bins, bool[] labels)
    {
        (this.table, this.labels) = (table, labels);
        terms = [.. bins.Select((b, f) => LogisticBasis.Of(b, table.Columns[f]))];
        starts = new int[terms.Length];
        for (var f = 1; f < terms.Length; f++)
            starts[f] = starts[f - 1] + (terms[f - 1].Length == 0 ? 0 : terms[f - 1][0].Length);
        Variables = 1 + terms.Sum(t => t.Length);
        blocks = (table.Rows + Block - 1) / Block;
    }

    /// <summary>The intercept, then the terms of each column.</summary>
    public int Variables { get; }

    public double Ridge { get; set; }

    public double Value(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var tables = Tables(point);
        var intercept = point[0];
        var parts = new Part[blocks];
        if (blocks < 4)
            for (var block = 0; block < blocks; block++)
                parts[block] = Of(block, tables, intercept);
        else
            Parallel.For(0, blocks, block => parts[block] = Of(block, tables, intercept));
        gradient.Clear();
        var loss = 0.0;
        var byBin = new double[parts[0].ByBin.Length];
        foreach (var part in parts)
        {
            loss += part.Loss;
            gradient[0] += part.Sum;
            for (var bin = 0; bin < byBin.Length; bin++)
                byBin[bin] += part.ByBin[bin];
        }
        return loss + Project(point, byBin, gradient);
    }

    /// <summary>Log-odds that each bin of each column adds.</summary>
    public double[][] Tables(ReadOnlySpan<double> point)
    {
        var tables = new double[terms.Length][];
        var variable = 1;
        for (var f = 0; f < terms.Length; f++)
        {
            var sums = tables[f] = new double[terms[f].Length == 0 ? 0 : terms[f][0].Length];
            foreach (var term in terms[f])
            {
                var weight = point[variable++];
                for (var bin = 0; bin < sums.Length; bin++)
                    sums[bin] += weight * term[bin];
            }
        }
        return tables;
    }

    private Part Of(int block, double[][] tables, double intercept)
    {
        var from = block * Block;
        var count = Math.Min(Block, table.Rows - from);
        var residuals = new double[count];
        Array.Fill(residuals, intercept);
        for (var f = 0; f < tables.Length; f++)
        {
            var sums = tables[f];
            var bins = table.Columns[f].AsSpan(from, count);
            if (sums.Length > 0)
                for (var i = 0; i < bins.Length; i++)
                    residuals[i] += sums[bins[i]];
        }
        var (loss, sum) = (0.0, 0.0);
        for (var i = 0; i < residuals.Length; i++)
        {
            var margin = labels[from + i] ? residuals[i] : -residuals[i];
            var miss = 1 / (1 + Math.Exp(margin));
            loss += margin < -30 ? -margin : -Math.Log(1 - Math.Min(miss, 1 - 1e-15));
            sum += residuals[i] = labels[from + i] ? -miss : miss;
        }
        var byBin = new double[starts.Length == 0 ? 0 : starts[^1] + tables[^1].Length];
        for (var f = 0; f < tables.Length; f++)
        {
            if (tables[f].Length == 0)
                continue;
            var into = byBin.AsSpan(starts[f], tables[f].Length);
            var bins = table.Columns[f].AsSpan(from, count);
            for (var i = 0; i < bins.Length; i++)
                into[bins[i]] += residuals[i];
        }
        return new Part(loss, sum, byBin);
    }

    private double Project(ReadOnlySpan<double> point, double[] byBin, Span<double> gradient)
    {
        var (penalty, variable) = (0.0, 1);
        for (var f = 0; f < terms.Length; f++)
        {
            foreach (var term in terms[f])
            {
                var sum = Ridge * point[variable];
                for (var bin = 0; bin < term.Length; bin++)
                    sum += term[bin] * byBin[starts[f] + bin];
                gradient[variable] = sum;
                penalty += Ridge / 2 * point[variable] * point[variable];
                variable++;
            }
        }
        return penalty;
    }

    private readonly record struct Part(double Loss, double Sum, double[] ByBin);
}
