using System.Collections.Concurrent;

namespace Rapport.Models.Linkage.Tables;

/// <summary>Two rows that may mean the same, by their positions.</summary>
public readonly record struct LinkedPair(int Left, int Right, double Probability);

/// <summary>Record linkage over the columns of any table, learned from the table itself.</summary>
public sealed class TableLinkage
{
    private const double AllPairsLimit = 1_500_000;
    private const int RandomPairs = 600_000;

    private readonly LinkageTable table;
    private readonly PairComparison comparison;
    private readonly Blocks? blocks;
    internal LevelWeights Weights { get; }
    internal readonly PairScore score;

    private TableLinkage(LinkageTable table)
    {
        this.table = table;
        comparison = new PairComparison(table);
        if (table.PossiblePairs > AllPairsLimit)
        {
            Plan = BlockingPlan.For(table, Math.Max(2_000_000L, 25L * table.Rows));
            blocks = new Blocks(table, Plan);
        }

        Weights = Learn();
        score = new PairScore(table, comparison, Weights);
    }

    internal BlockingPlan? Plan { get; }

    public double Prior => Weights.Prior;

    public static TableLinkage Fit(LinkageTable table) => new(table);

    /// <summary>Every pair at least as likely as the threshold, in the order of rows.</summary>
    public List<LinkedPair> Sweep(double threshold)
    {
        var found = new ConcurrentBag<List<LinkedPair>>();
        var least = threshold <= 0 ? double.NegativeInfinity : Math.Log2(threshold / (1 - threshold));
        Walk(() => new Finder(this, least), finder => found.Add(finder.Found));
        var all = found.SelectMany(list => list).ToList();
        all.Sort((x, y) => (x.Left, x.Right).CompareTo((y.Left, y.Right)));
        return all;
    }

    private void Walk<T>(Func<T> start, Action<T> end)
        where T : class, IPairVisitor
    {
        if (blocks is null)
        {
            Parallel.For(0, table.Rows, start, (a, _, visitor) =>
            {
                for (var b = Math.Max(a + 1, a < table.Split ? table.Split.Value : 0); b < (a >= table.Split ? 0 : table.Rows); b++)
                    visitor.Visit(a, b);
                return visitor;
            }, end);
            return;
        }

        for (var rule = 0; rule < blocks.Rules; rule++)
        {
            var entries = blocks.Entries[rule];
            const int chunk = 4096;
            Parallel.For(0, (entries.Length + chunk - 1) / chunk, start, (part, _, visitor) =>
            {
                var at = part * chunk;
                while (at > 0 && at < entries.Length && entries[at] >> 32 == entries[at - 1] >> 32)
                    at++;
                var stop = Math.Min((part + 1) * chunk, entries.Length);
                while (at < stop)
                    at = blocks.Walk(rule, at, ref visitor);
                return visitor;
            }, end);
        }
    }

    private LevelWeights Learn()
    {
        var random = RandomSample();
        var gathered = new ConcurrentBag<Sampler>();
        Walk(() => new Sampler(this), gathered.Add);
        var candidates = new PairSample(comparison.Fields);
        foreach (var sampler in gathered)
            candidates.Add(sampler.Sample);
        return new LevelFit(candidates.Ordered(), random, table.PossiblePairs).Run(Telling(), Math.Min(0.1, 0.3 * table.Rows / table.PossiblePairs), Math.Min(0.5, 5.0 * table.Rows / table.PossiblePairs));
    }

    private bool[] Telling()
    {
        var telling = Enumerable.Range(0, comparison.Fields).Select(field => table.Reading(field).Coincidence < 0.02).ToArray();
        return telling.Count(yes => yes) >= 2 ? telling : [.. telling.Select(_ => true)];
    }

    private PairSample RandomSample()
    {
        var sampler = new Sampler(this);
        var random = new Random(7919);
        for (var i = 0; i < RandomPairs; i++)
        {
            var (a, b) = table.Split is { } split ? (random.Next(split), random.Next(split, table.Rows)) : (random.Next(table.Rows), random.Next(table.Rows));
            if (a != b)
                sampler.Visit(a, b);
        }

        return sampler.Sample;
    }

    private sealed class Sampler(TableLinkage linkage) : IPairVisitor
    {
        private readonly byte[] levels = new byte[linkage.comparison.Fields];
        private readonly PairScore rarity = new(linkage.table, linkage.comparison, null);

        public PairSample Sample { get; } = new(linkage.comparison.Fields);

        public void Visit(int a, int b)
        {
            var one = linkage.table.Record(a);
            var two = linkage.table.Record(b);
            linkage.comparison.Compare(one, two, levels);
            Sample.Add(levels, rarity.Rarity(one, two, levels, 2));
        }
    }

    private sealed class Finder(TableLinkage linkage, double least) : IPairVisitor
    {
        private readonly byte[] levels = new byte[linkage.comparison.Fields];

        public List<LinkedPair> Found { get; } = [];

        public void Visit(int a, int b)
        {
            var bits = linkage.score.Bits(linkage.table.Record(a), linkage.table.Record(b), 2, levels);
            if (bits >= least)
                Found.Add(new LinkedPair(a, b, 1 / (1 + Math.Pow(2, -bits))));
        }
    }
}
