namespace Rapport.Models.Classification;

/// <summary>One column of a table: numbers, or words out of a set of levels.</summary>
public sealed class Feature
{
    private readonly double[] numbers = [];
    private readonly int[] codes = [];
    private readonly string[] levels = [];

    private Feature(string name, double[] numbers) => (Name, IsNumeric, this.numbers) = (name, true, numbers);

    private Feature(string name, int[] codes, string[] levels) => (Name, this.codes, this.levels) = (name, codes, levels);

    public string Name { get; }

    public bool IsNumeric { get; }

    public int Rows => IsNumeric ? numbers.Length : codes.Length;

    /// <summary>NaN where missing; infinite values count as missing.</summary>
    internal ReadOnlySpan<double> Numbers => numbers;

    /// <summary>Index into <see cref="Levels"/>, or -1 where missing.</summary>
    internal ReadOnlySpan<int> Codes => codes;

    internal IReadOnlyList<string> Levels => levels;

    /// <summary>A column of numbers, NaN where missing. The array is kept, not copied.</summary>
    public static Feature Numeric(string name, double[] values) => new(name, values);

    /// <summary>A column of words, null where missing.</summary>
    public static Feature Categorical(string name, IEnumerable<string?> values)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var codes = new List<int>();
        foreach (var value in values)
        {
            if (value is null)
                codes.Add(-1);
            else if (known.TryGetValue(value, out var code))
                codes.Add(code);
            else
            {
                codes.Add(known.Count);
                known.Add(value, known.Count);
            }
        }
        return new Feature(name, [.. codes], [.. known.Keys]);
    }

    internal Feature Pick(ReadOnlySpan<int> rows)
    {
        if (IsNumeric)
        {
            var picked = new double[rows.Length];
            for (var i = 0; i < rows.Length; i++)
                picked[i] = numbers[rows[i]];
            return new Feature(Name, picked);
        }
        var chosen = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            chosen[i] = codes[rows[i]];
        return new Feature(Name, chosen, levels);
    }
}
