namespace Rapport.Models.Linkage.Tables;

/// <summary>Weighs a compared pair: the bits of its levels and of how rare the values are by which it agrees.</summary>
internal sealed class PairScore(LinkageTable table, PairComparison comparison, LevelWeights? weights)
{
    private const double RarityBound = 5;

    public PairComparison Comparison => comparison;

    public double Bits(ReadOnlySpan<Cell?> a, ReadOnlySpan<Cell?> b, int counted, Span<byte> levels)
    {
        comparison.Compare(a, b, levels);
        return weights!.Against(levels, Rarity(a, b, levels, counted));
    }

    public double Rarity(ReadOnlySpan<Cell?> a, ReadOnlySpan<Cell?> b, ReadOnlySpan<byte> levels, int counted)
    {
        double bits = 0;
        for (var field = 0; field < levels.Length; field++)
            bits += Rarity(field, a[field], b[field], levels, counted);
        return bits;
    }

    // Equal values of which fewer or more others hold one than on average; the adjustment of Winkler (1989).
    public double Rarity(int field, Cell? a, Cell? b, ReadOnlySpan<byte> levels, int counted)
    {
        if (levels[field] != (byte)Agreement.Equal)
            return 0;
        var average = Math.Max(table.Reading(field).Coincidence, 1e-7);
        var bits = Math.Clamp(Math.Log2(average / comparison.Commonness(field, a!, b!, counted)), -RarityBound, RarityBound);
        return weights is null ? bits : bits * weights.Share(field, levels);
    }
}
