namespace Rapport.Models.Linkage.Tables;

/// <summary>Weighs a compared pair: the bits of its levels and of how rare the values are by which it agrees.</summary>
internal sealed class PairScore(LinkageTable table, PairComparison comparison, LevelWeights? weights)
{
    private const double RarityBound = 5;

    public PairComparison Comparison => comparison;

    public LevelWeights Weights => weights!;

    public static double Probability(double bits) => 1 / (1 + Math.Pow(2, -bits));

    /// <summary>The log-odds of a match, in bits.</summary>
    /// <param name="counted">How many of the two records are in the table.</param>
    /// <param name="levels">Room for a level of each field.</param>
    public double Bits(ReadOnlySpan<Cell?> a, ReadOnlySpan<Cell?> b, int counted, Span<byte> levels)
    {
        comparison.Compare(a, b, levels);
        return Weights.Against(levels, Rarity(a, b, levels, counted));
    }

    public RecordMatch Explain(ReadOnlySpan<Cell?> a, ReadOnlySpan<Cell?> b, int counted)
    {
        var levels = new byte[comparison.Fields];
        var bits = Bits(a, b, counted, levels);
        var columns = new List<ColumnEvidence>();
        double sum = Weights.PriorBits;
        for (var field = 0; field < levels.Length; field++)
        {
            if (levels[field] == 0)
                continue;
            var own = Weights.Bits(field, levels) + Rarity(field, a[field], b[field], levels, counted);
            sum += own;
            columns.Add(new ColumnEvidence(table.Columns[field].Name, (Agreement)levels[field], own));
        }

        return new RecordMatch(Probability(bits), Weights.PriorBits, bits - sum, columns);
    }

    public double Rarity(ReadOnlySpan<Cell?> a, ReadOnlySpan<Cell?> b, ReadOnlySpan<byte> levels, int counted)
    {
        double bits = 0;
        for (var field = 0; field < levels.Length; field++)
            bits += Rarity(field, a[field], b[field], levels, counted);
        return bits;
    }

    // Equal values of which fewer or more others hold one than on average; the adjustment of Winkler (1989).
    private double Rarity(int field, Cell? a, Cell? b, ReadOnlySpan<byte> levels, int counted)
    {
        if (levels[field] != (byte)Agreement.Equal)
            return 0;
        var reading = table.Reading(field);
        var bits = Math.Clamp(Math.Log2(reading.Coincidence / reading.Commonness(a!, b!, counted)), -RarityBound, RarityBound);
        return weights is null ? bits : bits * weights.Share(field, levels);
    }
}
