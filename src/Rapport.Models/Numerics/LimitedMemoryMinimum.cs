namespace Rapport.Models.Numerics;

/// <summary>The least value of a smooth convex function of many variables: L-BFGS (Liu and Nocedal 1989).</summary>
internal static class LimitedMemoryMinimum
{
    private const int Memory = 8;
    private const int MaxSteps = 300;

    /// <summary>Moves <paramref name="point"/> to the minimum, up to a relative gain below the tolerance.</summary>
    public static void Find(Slope function, double[] point, double tolerance)
    {
        var n = point.Length;
        var (gradient, next, nextGradient) = (new double[n], new double[n], new double[n]);
        var history = new List<(double[] Step, double[] Change, double Along)>();
        var value = function(point, gradient);
        var stalls = 0;
        for (var iteration = 0; iteration < MaxSteps && stalls < 2; iteration++)
        {
            var direction = Direction(gradient, history);
            var slope = Dot(direction, gradient);
            if (!(slope < 0))
                return;
            var length = history.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(Dot(gradient, gradient))) : 1;
            var nextValue = double.PositiveInfinity;
            for (; length > 1e-12; length /= 2)
            {
                for (var i = 0; i < n; i++)
                    next[i] = point[i] + length * direction[i];
                nextValue = function(next, nextGradient);
                if (nextValue <= value + 1e-4 * length * slope)
                    break;
            }
            if (!(nextValue < value))
                return;
            Remember(history, [.. next.Zip(point, (a, b) => a - b)], [.. nextGradient.Zip(gradient, (a, b) => a - b)]);
            stalls = value - nextValue > tolerance * Math.Max(1, Math.Abs(value)) ? 0 : stalls + 1;
            value = nextValue;
            next.CopyTo(point, 0);
            nextGradient.CopyTo(gradient, 0);
        }
    }

    private static void Remember(List<(double[] Step, double[] Change, double Along)> history, double[] step, double[] change)
    {
        var along = Dot(step, change);
        if (along <= 1e-14)
            return;
        if (history.Count == Memory)
            history.RemoveAt(0);
        history.Add((step, change, along));
    }

    private static double[] Direction(double[] gradient, List<(double[] Step, double[] Change, double Along)> history)
    {
        double[] direction = [.. gradient.Select(g => -g)];
        if (history.Count == 0)
            return direction;
        var weights = new double[history.Count];
        for (var k = history.Count - 1; k >= 0; k--)
        {
            weights[k] = Dot(history[k].Step, direction) / history[k].Along;
            Add(direction, history[k].Change, -weights[k]);
        }
        var scale = history[^1].Along / Dot(history[^1].Change, history[^1].Change);
        for (var i = 0; i < direction.Length; i++)
            direction[i] *= scale;
        for (var k = 0; k < history.Count; k++)
            Add(direction, history[k].Step, weights[k] - Dot(history[k].Change, direction) / history[k].Along);
        return direction;
    }

    private static void Add(double[] to, double[] what, double times)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] += times * what[i];
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
