using System.Runtime.InteropServices;

namespace Rapport.Models.Linkage;

/// <summary>Compared pairs, those with the same levels and nearly the same rarity counted together.</summary>
internal sealed class PairSample(int fields)
{
    private const double RarityStep = 0.5;
    private readonly Dictionary<ulong, int> places = [];
    private readonly List<byte> levels = [];
    private readonly List<double> rarityBits = [];
    private readonly List<double> counts = [];

    public int Fields => fields;

    /// <summary>How many kinds of pairs there are.</summary>
    public int Kinds => counts.Count;

    /// <summary>How many pairs there are.</summary>
    public double Pairs { get; private set; }

    public ReadOnlySpan<byte> this[int kind] => CollectionsMarshal.AsSpan(levels).Slice(kind * fields, fields);

    public double RarityBits(int kind) => rarityBits[kind];

    public double Count(int kind) => counts[kind];

    public void Add(ReadOnlySpan<byte> pair, double rarity, double count = 1)
    {
        var step = (int)Math.Round(rarity / RarityStep);
        var hash = (14695981039346656037UL ^ (uint)step) * 1099511628211UL;
        hash ^= hash >> 29;
        foreach (var level in pair)
            hash = (hash ^ level) * 1099511628211UL;
        hash ^= hash >> 32;
        Pairs += count;
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, hash, out var isKnown);
        if (isKnown)
        {
            counts[place] += count;
            return;
        }

        place = counts.Count;
        levels.AddRange(pair);
        rarityBits.Add(step * RarityStep);
        counts.Add(count);
    }

    public void Add(PairSample other)
    {
        for (var kind = 0; kind < other.Kinds; kind++)
            Add(other[kind], other.RarityBits(kind), other.Count(kind));
    }

    /// <summary>The same kinds in an order that does not depend on which thread met them first.</summary>
    public PairSample Ordered()
    {
        var order = places.OrderBy(place => place.Key).Select(place => place.Value);
        var ordered = new PairSample(fields);
        foreach (var kind in order)
            ordered.Add(this[kind], RarityBits(kind), Count(kind));
        return ordered;
    }
}
