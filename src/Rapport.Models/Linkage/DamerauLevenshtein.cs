namespace Rapport.Models.Linkage;

/// <summary>The least number of typing errors that turn one text into another.</summary>
/// <remarks>Damerau (1964), CACM 7(3): insertion, deletion, substitution and the swap of neighbours cost 1 each (optimal string
/// alignment).</remarks>
public static class DamerauLevenshtein
{
    /// <summary>
    /// The distance in edits of UTF-16 code units, or <paramref name="bound"/> + 1 as soon as it is known to be larger. Symmetric.
    /// </summary>
    /// <param name="bound">The largest distance of interest, at least 0; time grows with bound × length.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is negative.</exception>
    public static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bound);
        var prefix = a.CommonPrefixLength(b);
        a = a[prefix..];
        b = b[prefix..];
        while (!a.IsEmpty && !b.IsEmpty && a[^1] == b[^1])
        {
            a = a[..^1];
            b = b[..^1];
        }

        if (Math.Abs(a.Length - b.Length) > bound)
            return bound + 1;
        if (a.IsEmpty || b.IsEmpty)
            return a.Length + b.Length;

        return Banded(a, b, Math.Min(bound, a.Length + b.Length));
    }

    private static int Banded(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int bound)
    {
        var width = b.Length + 1;
        Span<int> rows = width <= 128 ? stackalloc int[3 * 128] : new int[3 * width];
        var before = rows[..width];
        var last = rows.Slice(width, width);
        var row = rows.Slice(2 * width, width);
        for (var j = 0; j < width; j++)
            last[j] = j;

        for (var i = 1; i <= a.Length; i++)
        {
            row.Fill(bound + 1);
            row[0] = i;
            var best = i;
            var end = Math.Min(i + bound, b.Length);
            for (var j = Math.Max(1, i - bound); j <= end; j++)
            {
                var cost = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost = Math.Min(cost, before[j - 2] + 1);
                row[j] = cost;
                best = Math.Min(best, cost);
            }

            if (best > bound)
                return bound + 1;

            var free = before;
            before = last;
            last = row;
            row = free;
        }

        return Math.Min(last[b.Length], bound + 1);
    }
}
