namespace Rapport.Models.Forecasting;

/// <summary>Minimises a function of a few variables within a box, without derivatives.</summary>
/// <remarks>Nelder and Mead (1965), "A simplex method for function minimization", Computer Journal 7; points outside the box are moved to
/// its wall.</remarks>
internal sealed class Simplex
{
    private readonly int size;
    private readonly double[] low,
        high;
    private readonly double[][] points;
    private readonly double[] values,
        centre,
        trial,
        second;
    private readonly Func<double[], double> cost;

    private Simplex(Func<double[], double> cost, double[] low, double[] high)
    {
        (this.cost, this.low, this.high, size) = (cost, low, high, low.Length);
        points = new double[size + 1][];
        values = new double[size + 1];
        (centre, trial, second) = (new double[size], new double[size], new double[size]);
    }

    /// <summary>
    /// The best point found from <paramref name="start"/> within <paramref name="evaluations"/> calls; steps begin at a tenth of each side
    /// of the box.
    /// </summary>
    public static double[] Minimise(Func<double[], double> cost, double[] start, (double[] Low, double[] High) box, int evaluations)
    {
        if (start.Length == 0)
            return start;
        return new Simplex(cost, box.Low, box.High).Run(start, evaluations);
    }

    private double[] Run(double[] start, int evaluations)
    {
        Spread(start);
        var left = evaluations - size - 1;
        while (left > 0)
        {
            Array.Sort(values, points);
            if (values[size] - values[0] <= 1e-7 * (Math.Abs(values[0]) + 1e-7))
                break;
            left -= Step();
        }
        Array.Sort(values, points);
        return points[0];
    }

    private void Spread(double[] start)
    {
        for (var i = 0; i <= size; i++)
        {
            points[i] = [.. start];
            if (i > 0)
            {
                var step = 0.1 * (high[i - 1] - low[i - 1]);
                points[i][i - 1] += points[i][i - 1] + step <= high[i - 1] ? step : -step;
            }
            values[i] = Cost(points[i]);
        }
    }

    private int Step()
    {
        Array.Clear(centre);
        for (var i = 0; i < size; i++)
        for (var j = 0; j < size; j++)
            centre[j] += points[i][j] / size;

        var reflected = Towards(-1, trial);
        if (reflected < values[0])
        {
            var expanded = Towards(-2, second);
            if (expanded < reflected)
                Replace(second, expanded);
            else
                Replace(trial, reflected);
            return 2;
        }
        if (reflected < values[size - 1])
        {
            Replace(trial, reflected);
            return 1;
        }
        var contracted = Towards(reflected < values[size] ? -0.5 : 0.5, second);
        if (contracted < Math.Min(reflected, values[size]))
        {
            Replace(second, contracted);
            return 2;
        }
        Shrink();
        return 2 + size;
    }

    private double Towards(double share, double[] into)
    {
        for (var j = 0; j < size; j++)
            into[j] = centre[j] + share * (points[size][j] - centre[j]);
        return Cost(into);
    }

    private void Replace(double[] point, double value)
    {
        point.CopyTo(points[size], 0);
        values[size] = value;
    }

    private void Shrink()
    {
        for (var i = 1; i <= size; i++)
        {
            for (var j = 0; j < size; j++)
                points[i][j] = points[0][j] + 0.5 * (points[i][j] - points[0][j]);
            values[i] = Cost(points[i]);
        }
    }

    private double Cost(double[] point)
    {
        for (var j = 0; j < size; j++)
            point[j] = Math.Clamp(point[j], low[j], high[j]);
        var value = cost(point);
        return double.IsNaN(value) ? double.MaxValue : value;
    }
}
