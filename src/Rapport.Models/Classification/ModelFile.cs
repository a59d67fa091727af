using System.Text;

namespace Rapport.Models.Classification;

/// <summary>A classifier as bytes: the same model gives the same bytes, and what is read is checked before it is used.</summary>
internal static class ModelFile
{
    private const int Mark = 0x4C43_5052;
    private const int Version = 1;
    private const int MostFeatures = 100_000;
    private const int MostTrees = 10_000;

    public static void Write(Stream stream, ClassifierParts parts)
    {
        using var to = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        to.Write(Mark);
        to.Write(Version);
        to.Write(parts.Bins.Count);
        foreach (var bins in parts.Bins)
            Write(to, bins);
        to.Write(parts.Stacking.Shift);
        Write(to, parts.Stacking.Weights);
        to.Write(parts.Logistic is not null);
        if (parts.Logistic is { } logistic)
        {
            to.Write(logistic.BaseMargin);
            foreach (var table in logistic.Tables)
                Write(to, table);
        }
        to.Write(parts.Trees is not null);
        if (parts.Trees is { } trees)
            Write(to, trees);
        var shares = parts.Importance.ToDictionary(i => i.Feature, i => i.Share);
        foreach (var bins in parts.Bins)
            to.Write(shares[bins.Name]);
    }

    public static ClassifierParts Read(Stream stream)
    {
        try
        {
            using var from = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            Expect(from.ReadInt32() == Mark && from.ReadInt32() == Version);
            var bins = Many(from, MostFeatures, ReadBins);
            var stacking = new Stacking(from.ReadDouble(), Many(from, 2, f => f.ReadDouble()), 0);
            Expect(bins.Length > 0 && stacking.Weights.Length == 2 && double.IsFinite(stacking.Shift + stacking.Weights.Sum()));
            var logistic = from.ReadBoolean()
                ? new LogisticRegression(bins, from.ReadDouble(), [.. bins.Select(b => Table(from, b))])
                : null;
            var trees = from.ReadBoolean()
                ? new BoostedTrees(bins, from.ReadDouble(), Many(from, MostTrees, f => ReadTree(f, bins)))
                : null;
            Expect(logistic is not null || trees is not null);
            return new ClassifierParts(bins, stacking, logistic, trees)
            {
                Importance = [.. bins.Select(b => new Importance(b.Name, from.ReadDouble()))],
            };
        }
        catch (Exception fault) when (fault is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new ModelRefusal("This is no classifier that was saved here, or it is damaged.");
        }
    }

    private static void Write(BinaryWriter to, FeatureBins bins)
    {
        to.Write(bins.Name);
        to.Write(bins.IsNumeric);
        if (bins.IsNumeric)
        {
            Write(to, bins.Edges);
            Write(to, bins.Centres);
            return;
        }
        to.Write(bins.Count);
        to.Write(bins.Other);
        to.Write(bins.Words.Count);
        foreach (var (word, bin) in bins.Words.OrderBy(w => w.Value))
        {
            to.Write(word);
            to.Write(bin);
        }
    }

    private static FeatureBins ReadBins(BinaryReader from)
    {
        var name = from.ReadString();
        if (from.ReadBoolean())
        {
            var (edges, centres) = (Many(from, byte.MaxValue, f => f.ReadDouble()), Many(from, byte.MaxValue, f => f.ReadDouble()));
            Expect(
                edges.Length < FeatureBins.MostBins
                    && centres.Length >= 1
                    && edges.Length + 2 >= centres.Length
                    && centres.Length >= edges.Length
            );
            return new FeatureBins(name, edges, centres);
        }
        var (count, other) = (from.ReadInt32(), from.ReadByte());
        var words = Many(from, byte.MaxValue, f => KeyValuePair.Create(f.ReadString(), f.ReadByte())).ToDictionary(StringComparer.Ordinal);
        Expect(count is > 0 and <= byte.MaxValue && other < count && words.Values.All(bin => bin < count));
        return new FeatureBins(name, words, other, count);
    }

    private static void Write(BinaryWriter to, BoostedTrees trees)
    {
        to.Write(trees.Start);
        to.Write(trees.Trees.Count);
        foreach (var tree in trees.Trees)
        {
            to.Write((byte)tree.Splits.Length);
            foreach (var split in tree.Splits)
            {
                to.Write(split.Feature);
                to.Write(split.Offset);
                to.Write(split.Threshold);
            }
            foreach (var value in tree.Values)
                to.Write(value);
            foreach (var cover in tree.Covers)
                to.Write(cover);
        }
    }

    private static ObliviousTree ReadTree(BinaryReader from, FeatureBins[] bins)
    {
        var levels = from.ReadByte();
        Expect(levels <= ObliviousTree.MostLevels);
        var splits = new Split[levels];
        for (var i = 0; i < levels; i++)
            splits[i] = new Split(from.ReadInt32(), from.ReadByte(), from.ReadByte());
        Expect(splits.All(s => s.Feature >= 0 && s.Feature < bins.Length));
        var (values, covers) = (new double[1 << levels], new int[1 << levels]);
        for (var i = 0; i < values.Length; i++)
            values[i] = from.ReadDouble();
        for (var i = 0; i < covers.Length; i++)
            covers[i] = from.ReadInt32();
        Expect(values.All(double.IsFinite) && covers.All(c => c >= 0));
        return new ObliviousTree(splits, values, covers);
    }

    private static double[] Table(BinaryReader from, FeatureBins bins)
    {
        var table = Many(from, byte.MaxValue, f => f.ReadDouble());
        Expect((table.Length == 0 || table.Length == bins.Count) && table.All(double.IsFinite));
        return table;
    }

    private static void Write(BinaryWriter to, IReadOnlyCollection<double> numbers)
    {
        to.Write(numbers.Count);
        foreach (var number in numbers)
            to.Write(number);
    }

    private static T[] Many<T>(BinaryReader from, int most, Func<BinaryReader, T> read)
    {
        var count = from.ReadInt32();
        Expect(count >= 0 && count <= most);
        var items = new T[count];
        for (var i = 0; i < count; i++)
            items[i] = read(from);
        return items;
    }

    private static void Expect(bool isSound)
    {
        if (!isSound)
            throw new FormatException();
    }
}

/// <summary>All that a classifier is made of.</summary>
internal sealed record ClassifierParts(
    IReadOnlyList<FeatureBins> Bins,
    Stacking Stacking,
    LogisticRegression? Logistic,
    BoostedTrees? Trees
)
{
    public required IReadOnlyList<Importance> Importance { get; init; }
}
