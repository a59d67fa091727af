namespace Rapport.Models.Linkage;

/// <summary>Similarity of two short strings that rewards a common beginning.</summary>
/// <remarks>Jaro (1989), "Advances in record-linkage methodology", JASA 84; Winkler (1990), prefix scale 0.1 over at most four
/// characters.</remarks>
public static class JaroWinkler
{
    private const int Bits = 64;

    /// <summary>The similarity, 0 (nothing in common) to 1 (equal). Symmetric. Only the first 64 UTF-16 code units of each text count; two
    /// empty
    /// texts are equal.</summary>
    public static double Similarity(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.SequenceEqual(b))
            return 1;
        if (a.IsEmpty || b.IsEmpty)
            return 0;

        a = a[..Math.Min(a.Length, Bits)];
        b = b[..Math.Min(b.Length, Bits)];
        // The greedy search for common characters depends on the side it starts from; a fixed order makes the measure symmetric.
        if (a.Length > b.Length || (a.Length == b.Length && a.SequenceCompareTo(b) > 0))
        {
            var swap = a;
            a = b;
            b = swap;
        }

        var jaro = Jaro(a, b);
        var prefix = Math.Min(a.CommonPrefixLength(b), 4);
        return Math.Min(jaro + prefix * 0.1 * (1 - jaro), 1);
    }

    private static double Jaro(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var window = Math.Max(b.Length / 2 - 1, 0);
        ulong inA = 0,
            inB = 0;
        var common = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var end = Math.Min(i + window, b.Length - 1);
            for (var j = Math.Max(i - window, 0); j <= end; j++)
            {
                if (a[i] != b[j] || (inB & (1UL << j)) != 0)
                    continue;

                inA |= 1UL << i;
                inB |= 1UL << j;
                common++;
                break;
            }
        }

        if (common == 0)
            return 0;

        var moved = 0;
        for (int i = 0, j = 0; i < a.Length; i++)
        {
            if ((inA & (1UL << i)) == 0)
                continue;
            while ((inB & (1UL << j)) == 0)
                j++;
            if (a[i] != b[j])
                moved++;
            j++;
        }

        double c = common;
        return (c / a.Length + c / b.Length + (c - moved / 2.0) / c) / 3;
    }
}
