using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rapport.Models.Classification;

/// <summary>
/// How one column is read as a byte: 0 where missing, then quantiles of numbers, or words ordered by their share of positives.
/// </summary>
/// <remarks>
/// Numbers lose what lies between neighbouring quantiles, which costs no accuracy worth the name (Ke et al. 2017, LightGBM). Words too rare
/// to be known
/// apart share a bin with words never seen; so a column in which every row differs says nothing instead of everything.
/// </remarks>
internal sealed class FeatureBins
{
    public const int MostBins = 128;
    private const int FewestBins = 16;
    private const int Sample = 200_000;
    private const int RareBelow = 10;
    private const double PriorRows = 10;

    private readonly double[] edges;
    private readonly Dictionary<string, byte> words;
    private readonly byte other;
    private readonly double[] padded = [];
    private readonly double[] eighths = [];

    public FeatureBins(string name, double[] edges, double[] centres)
    {
        (Name, IsNumeric, this.edges, words, Centres) = (name, true, edges, [], centres);
        padded = [.. edges, .. Enumerable.Repeat(double.PositiveInfinity, MostBins + 8 - edges.Length)];
        eighths = [.. Enumerable.Range(0, MostBins / 8).Select(i => padded[i * 8 + 7])];
    }

    public FeatureBins(string name, Dictionary<string, byte> words, byte other, int count) =>
        (Name, this.words, this.other, edges, Centres) = (name, words, other, [], new double[count]);

    public string Name { get; }

    public bool IsNumeric { get; }

    /// <summary>Bins with that of the missing.</summary>
    public int Count => Centres.Length;

    /// <summary>The median of each bin's numbers; zeros for words.</summary>
    public double[] Centres { get; }

    public IReadOnlyList<double> Edges => edges;

    public IReadOnlyDictionary<string, byte> Words => words;

    public byte Other => other;

    public static FeatureBins Learn(Feature feature, ReadOnlySpan<bool> labels) =>
        feature.IsNumeric ? OfNumbers(feature) : OfWords(feature, labels);

    /// <summary>Bins of the rows from <paramref name="from"/> on, as many as fit.</summary>
    public void Read(Feature feature, int from, Span<byte> bins)
    {
        if (IsNumeric != feature.IsNumeric)
            throw new ModelRefusal($"Column {Name} must hold {(IsNumeric ? "numbers" : "words")}, as it did when the model was made.");
        if (IsNumeric)
            ReadNumbers(feature.Numbers.Slice(from, bins.Length), bins);
        else
            ReadWords(feature.Codes.Slice(from, bins.Length), BinOfLevel(feature), bins);
    }

    /// <summary>The bin of each level of a column of words.</summary>
    public byte[] BinOfLevel(Feature feature) => [.. feature.Levels.Select(level => words.GetValueOrDefault(level, other))];

    public static void ReadWords(ReadOnlySpan<int> codes, byte[] binOfLevel, Span<byte> bins)
    {
        for (var i = 0; i < bins.Length; i++)
            bins[i] = codes[i] < 0 ? (byte)0 : binOfLevel[codes[i]];
    }

    /// <summary>
    /// How many edges lie below each number: first by every eighth edge, then by the eight between, without a branch to guess wrong.
    /// </summary>
    public void ReadNumbers(ReadOnlySpan<double> numbers, Span<byte> bins)
    {
        ref var every = ref MemoryMarshal.GetReference(eighths.AsSpan());
        ref var each = ref MemoryMarshal.GetReference(padded.AsSpan());
        for (var i = 0; i < bins.Length; i++)
        {
            var value = Vector256.Create(numbers[i]);
            var below = Below(ref every, 0, value) + Below(ref every, 4, value) + Below(ref every, 8, value) + Below(ref every, 12, value);
            var at = below * 8;
            at += Below(ref each, at, value) + Below(ref each, at + 4, value);
            bins[i] = double.IsFinite(numbers[i]) ? (byte)(at + 1) : (byte)0;
        }
    }

    private static int Below(ref double edges, int from, Vector256<double> value) =>
        BitOperations.PopCount(Vector256.LessThan(Vector256.LoadUnsafe(ref edges, (nuint)from), value).ExtractMostSignificantBits());

    private static FeatureBins OfNumbers(Feature feature)
    {
        var numbers = feature.Numbers[..Math.Min(Sample, feature.Rows)];
        var known = new List<double>(numbers.Length);
        foreach (var number in numbers)
            if (double.IsFinite(number))
                known.Add(number);
        known.Sort();
        var (edges, centres, start) = (new List<double>(), new List<double> { 0 }, 0);
        // A bin of fewer than eight rows tells noise from noise.
        var most = Math.Clamp(known.Count / 8, FewestBins, MostBins - 1);
        var isFew = CountDistinct(known, most + 1) <= most;
        for (var i = 1; i <= known.Count; i++)
        {
            var isEnd = i == known.Count;
            if (!isEnd && (known[i] == known[i - 1] || (!isFew && i * (long)most / known.Count < edges.Count + 1)))
                continue;
            centres.Add(known[(start + i - 1) / 2]);
            if (!isEnd)
                edges.Add(known[i - 1] / 2 + known[i] / 2);
            start = i;
        }
        return new FeatureBins(feature.Name, [.. edges], [.. centres]);
    }

    private static int CountDistinct(List<double> sorted, int most) =>
        sorted.Where((number, i) => i == 0 || number != sorted[i - 1]).Take(most).Count();

    private static FeatureBins OfWords(Feature feature, ReadOnlySpan<bool> labels)
    {
        var (rows, positives) = (new int[feature.Levels.Count], new int[feature.Levels.Count]);
        var codes = feature.Codes;
        var all = 0;
        for (var i = 0; i < codes.Length; i++)
        {
            all += labels[i] ? 1 : 0;
            if (codes[i] < 0)
                continue;
            rows[codes[i]]++;
            positives[codes[i]] += labels[i] ? 1 : 0;
        }
        var prior = (double)all / Math.Max(1, codes.Length);
        var rareBelow = Math.Min(RareBelow, 1 + codes.Length / 100);
        var common = Enumerable
            .Range(0, rows.Length)
            .Where(level => rows[level] >= rareBelow)
            .OrderByDescending(level => rows[level])
            .ThenBy(level => feature.Levels[level], StringComparer.Ordinal)
            .Take(MostBins - 2)
            .ToHashSet();
        var rare = Enumerable.Range(0, rows.Length).Where(level => !common.Contains(level)).ToArray();
        double Share(double hits, double count) => (hits + prior * PriorRows) / (count + PriorRows);
        var ordered = common
            .Select(level => (Word: (string?)feature.Levels[level], Share: Share(positives[level], rows[level])))
            .Append((null, Share(rare.Sum(level => positives[level]), rare.Sum(level => rows[level]))))
            .OrderBy(word => word.Item2)
            .ThenBy(word => word.Item1, StringComparer.Ordinal)
            .Select(word => word.Item1)
            .ToList();
        var words = ordered
            .Index()
            .Where(word => word.Item is not null)
            .ToDictionary(word => word.Item!, word => (byte)(word.Index + 1), StringComparer.Ordinal);
        return new FeatureBins(feature.Name, words, (byte)(ordered.IndexOf(null) + 1), ordered.Count + 1);
    }
}
