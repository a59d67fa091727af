namespace Rapport.Models.Classification;

/// <summary>
/// Rows with known answers in an order that depends on their content and the seed alone, so that a model does not depend on the order
/// given.
/// </summary>
internal sealed class TrainingSet
{
    private const int LeastRows = 20;
    private const int LeastOfAKind = 5;

    private TrainingSet(FeatureTable table, bool[] labels) => (Table, Labels) = (table, labels);

    public FeatureTable Table { get; }

    public bool[] Labels { get; }

    public int Rows => Labels.Length;

    public int Positives => Labels.Count(label => label);

    public static TrainingSet Of(FeatureTable table, ReadOnlySpan<bool> labels, int seed)
    {
        if (labels.Length != table.Rows)
            throw new ModelRefusal($"There are {labels.Length:N0} answers for {table.Rows:N0} rows.");
        var order = Order(table, labels, seed);
        return new TrainingSet(table, labels.ToArray()).Pick(order);
    }

    /// <summary>This set, when something can be learned from it.</summary>
    public TrainingSet Checked()
    {
        if (Rows == 0)
            throw new ModelRefusal("There is no row to learn from.");
        if (Rows < LeastRows)
            throw new ModelRefusal($"{Rows:N0} rows are too few to learn from; it takes {LeastRows}.");
        var positives = Positives;
        if (positives == 0 || positives == Rows)
            throw new ModelRefusal("All rows have the same answer, so there is nothing to tell apart.");
        if (Math.Min(positives, Rows - positives) < LeastOfAKind)
            throw new ModelRefusal($"Only {Math.Min(positives, Rows - positives)} rows have the rarer answer; it takes {LeastOfAKind}.");
        return this;
    }

    public TrainingSet Pick(int[] rows) => new(Table.Pick(rows), [.. rows.Select(row => Labels[row])]);

    /// <summary>The fold of each row, with the same share of positives in each.</summary>
    public int[] Folds(int count)
    {
        var dealt = new int[2];
        return [.. Labels.Select(label => dealt[label ? 1 : 0]++ % count)];
    }

    /// <summary>The order in which rows are taken: scattered, yet the same however they come.</summary>
    internal static int[] Order(FeatureTable table, ReadOnlySpan<bool> labels, int seed)
    {
        var keys = new ulong[table.Rows];
        Array.Fill(keys, (ulong)seed);
        foreach (var feature in table.Features)
            Mix(feature, keys);
        for (var i = 0; i < keys.Length; i++)
            keys[i] = (Scatter(keys[i]) & ~1UL) | (labels[i] ? 1UL : 0);
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, order);
        return order;
    }

    private static void Mix(Feature feature, ulong[] keys)
    {
        if (feature.IsNumeric)
        {
            var numbers = feature.Numbers;
            for (var i = 0; i < keys.Length; i++)
                keys[i] = Scatter(keys[i] ^ BitConverter.DoubleToUInt64Bits(numbers[i]));
            return;
        }
        var levels = feature.Levels.Select(Hash).ToArray();
        var codes = feature.Codes;
        for (var i = 0; i < keys.Length; i++)
            keys[i] = Scatter(keys[i] ^ (codes[i] < 0 ? 7 : levels[codes[i]]));
    }

    // Of our own, because the one of strings differs from run to run (FNV-1a).
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037;
        foreach (var sign in text)
            hash = (hash ^ sign) * 1099511628211;
        return hash;
    }

    private static ulong Scatter(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return (value ^ (value >> 31)) + 0x9E3779B97F4A7C15;
    }
}
