using MathNet.Numerics.LinearAlgebra;

namespace Rapport.Models.Numerics;

/// <summary>Writes the gradient of a function at a point into the second span and returns the value there.</summary>
internal delegate double Slope(ReadOnlySpan<double> point, Span<double> gradient);

/// <summary>The least value of a smooth function of a few variables inside a box, by BFGS with projection (Bertsekas 1982).</summary>
internal sealed class BoundedMinimum
{
    private const int MaxSteps = 300;
    private const double Tolerance = 1e-10;
    private const double Flat = 1e-4;

    private readonly Slope function;
    private readonly double[] lower;
    private readonly double[] upper;
    private readonly double[] gradient;
    private double[] inverse;
    private int stalls;

    private BoundedMinimum(Slope function, double[] start, double[] lower, double[] upper)
    {
        (this.function, this.lower, this.upper) = (function, lower, upper);
        Point = [.. start.Select((value, i) => Math.Clamp(value, lower[i], upper[i]))];
        gradient = new double[start.Length];
        inverse = Identity(start.Length);
        Value = function(Point, gradient);
    }

    public double[] Point { get; private set; }

    public double Value { get; private set; }

    public static BoundedMinimum Find(Slope function, double[] start, double[] lower, double[] upper)
    {
        var search = new BoundedMinimum(function, start, lower, upper);
        for (var step = 0; step < MaxSteps && search.Advance(); step++) { }
        return search;
    }

    /// <summary>A variable whose bound holds it back.</summary>
    public bool IsHeld(int variable) => Point[variable] <= lower[variable] + 1e-9 || Point[variable] >= upper[variable] - 1e-9;

    /// <summary>
    /// Standard deviations of the variables for a negative log-likelihood; null where the likelihood does not bound a variable.
    /// </summary>
    public double?[] Deviations()
    {
        var columns = Enumerable.Range(0, Point.Length).Select(Curvature).ToArray();
        var bounded = Enumerable.Range(0, Point.Length).Where(i => !IsHeld(i)).ToList();
        var deviations = new double?[Point.Length];
        if (columns.Any(column => column.Any(value => !double.IsFinite(value))))
            return deviations;
        while (bounded.Count > 0)
        {
            var curvature = Matrix<double>.Build.Dense(
                bounded.Count,
                bounded.Count,
                (i, j) => (columns[bounded[i]][bounded[j]] + columns[bounded[j]][bounded[i]]) / 2
            );
            var spectrum = curvature.Evd(Symmetricity.Symmetric);
            var flattest = spectrum.EigenValues.Real().MinimumIndex();
            if (spectrum.EigenValues[flattest].Real > Flat)
            {
                var covariance = curvature.Inverse();
                for (var i = 0; i < bounded.Count; i++)
                    deviations[bounded[i]] = Math.Sqrt(covariance[i, i]);
                break;
            }
            // Along this direction the function does not rise: the variable that lies most in it is not bounded by the data.
            bounded.RemoveAt(spectrum.EigenVectors.Column(flattest).AbsoluteMaximumIndex());
        }
        return deviations;
    }

    private double[] Curvature(int variable)
    {
        const double h = 1e-4;
        var (ahead, behind) = (new double[Point.Length], new double[Point.Length]);
        var moved = Point.ToArray();
        moved[variable] = Point[variable] + h;
        function(moved, ahead);
        moved[variable] = Point[variable] - h;
        function(moved, behind);
        return [.. ahead.Zip(behind, (a, b) => (a - b) / (2 * h))];
    }

    private bool Advance()
    {
        var free = Enumerable
            .Range(0, Point.Length)
            .Select(i => !(Point[i] <= lower[i] && gradient[i] > 0) && !(Point[i] >= upper[i] && gradient[i] < 0))
            .ToArray();
        var size = Math.Max(1, Math.Abs(Value));
        if (!gradient.Where((g, i) => free[i] && Math.Abs(g) > Tolerance * size).Any())
            return false;
        var direction = Direction(free);
        if (Dot(direction, gradient) >= 0)
        {
            inverse = Identity(Point.Length);
            direction = Direction(free);
        }
        return Search(direction);
    }

    private double[] Direction(bool[] free)
    {
        var n = Point.Length;
        var direction = new double[n];
        for (var i = 0; i < n; i++)
        {
            if (!free[i])
                continue;
            for (var j = 0; j < n; j++)
                if (free[j])
                    direction[i] -= inverse[i * n + j] * gradient[j];
        }
        // The variables are logarithms or logits: a longer step than this leaves the region that the gradient speaks of.
        var longest = direction.Max(Math.Abs);
        if (longest > 2)
            for (var i = 0; i < n; i++)
                direction[i] *= 2 / longest;
        return direction;
    }

    private bool Search(double[] direction)
    {
        var next = new double[Point.Length];
        var nextGradient = new double[Point.Length];
        for (var length = 1.0; length > 1e-12; length /= 2)
        {
            for (var i = 0; i < next.Length; i++)
                next[i] = Math.Clamp(Point[i] + length * direction[i], lower[i], upper[i]);
            var value = function(next, nextGradient);
            var step = next.Zip(Point, (a, b) => a - b).ToArray();
            if (!(value <= Value + 1e-4 * Dot(gradient, step)))
                continue;
            var change = nextGradient.Zip(gradient, (a, b) => a - b).ToArray();
            stalls = Value - value > 1e-12 * Math.Abs(value) ? 0 : stalls + 1;
            Learn(step, change);
            Point = [.. next];
            Value = value;
            nextGradient.CopyTo(gradient, 0);
            return stalls < 3;
        }
        return false;
    }

    private void Learn(double[] step, double[] change)
    {
        var n = step.Length;
        var along = Dot(step, change);
        if (along <= 1e-14)
            return;
        var turned = new double[n];
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
            turned[i] += inverse[i * n + j] * change[j];
        var stretch = (1 + Dot(change, turned) / along) / along;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                inverse[i * n + j] += stretch * step[i] * step[j] - (turned[i] * step[j] + step[i] * turned[j]) / along;
        }
    }

    private static double[] Identity(int n)
    {
        var identity = new double[n * n];
        for (var i = 0; i < n; i++)
            identity[i * n + i] = 1;
        return identity;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
