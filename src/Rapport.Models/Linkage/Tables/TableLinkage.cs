namespace Rapport.Models.Linkage.Tables;

/// <summary>Record linkage over the columns of any table, learned from the table itself.</summary>
/// <remarks>
/// Fellegi and Sunter (1969): levels of agreement per column add bits to a prior. u is counted in random pairs with its strongest
/// dependences, m and the prior come from
/// expectation-maximisation over the pairs that blocking brings together (or all pairs of a small set), agreement on rare values weighs
/// more (Winkler 1989), and
/// a third class holds branches and families (Larsen and Rubin 2001). Deterministic; the order of rows does not matter beyond the random
/// pairs drawn.
/// </remarks>
public sealed class TableLinkage
{
    private const double AllPairsLimit = 1_500_000;
    private const int RandomPairs = 600_000;
    private const double LearningPairs = 1_500_000;
    private const double TellingCoincidence = 0.02;

    // A plan for rows without duplicates spends its pairs on the many duplicates of each row, again under every rule.
    private const double RepeatedPlan = 1;

    private CandidatePairs candidates;
    private PairScore score;

    private TableLinkage(LinkageTable table, IReadOnlyCollection<LabelledRows> labels)
    {
        Table = table;
        var comparison = new PairComparison(table);
        Plan = table.PossiblePairs > AllPairsLimit ? BlockingPlan.For(table) : null;
        candidates = new CandidatePairs(table, Plan);
        score = new PairScore(table, comparison, Learn(comparison, labels));
        var matchesPerRow = Prior * table.PossiblePairs / table.Rows;
        if (Plan is not null && matchesPerRow > RepeatedPlan)
        {
            Plan = BlockingPlan.For(table, matchesPerRow);
            candidates = new CandidatePairs(table, Plan);
            score = new PairScore(table, comparison, Learn(comparison, labels));
        }
        Warnings = [.. Doubts()];
    }

    /// <summary>The table it was learned from.</summary>
    public LinkageTable Table { get; }

    /// <summary>The probability from which pairs are listed: that of the greatest expected F-measure, learned without labels.</summary>
    public double Threshold { get; private set; }

    /// <summary>The share of matches among all possible pairs.</summary>
    public double Prior => score.Weights.Prior;

    /// <summary>What may make the result worse than it looks, in words for the user.</summary>
    public IReadOnlyList<string> Warnings { get; }

    internal BlockingPlan? Plan { get; private set; }

    internal PairScore Score => score;

    /// <summary>Learns how to tell matches in a table.</summary>
    /// <param name="labels">Pairs of known truth, if there are some: matches are counted as such, and no pair labelled otherwise is taken
    /// for one while learning.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label names a row that is not there.</exception>
    public static TableLinkage Fit(LinkageTable table, IReadOnlyCollection<LabelledRows>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        foreach (var label in labels ?? [])
        {
            if ((uint)label.Left >= (uint)table.Rows || (uint)label.Right >= (uint)table.Rows)
                throw new ArgumentOutOfRangeException(nameof(labels), $"There is no row {Math.Max(label.Left, label.Right)}.");
        }

        return new TableLinkage(table, labels ?? []);
    }

    /// <summary>Every pair that blocking brings together and that is at least as likely as the threshold, in the order of rows.</summary>
    /// <param name="threshold">0 to 1; the learned one when null.</param>
    public IReadOnlyList<LinkedPair> Sweep(double? threshold = null)
    {
        var found = new List<LinkedPair>();
        Sweep(
            threshold ?? Threshold,
            pair =>
            {
                lock (found)
                    found.Add(pair);
            }
        );
        found.Sort((x, y) => (x.Left, x.Right).CompareTo((y.Left, y.Right)));
        return found;
    }

    /// <summary>Gives every such pair as soon as it is found; memory does not grow with their number.</summary>
    /// <param name="found">Called from several threads at once, in no order, once for each pair.</param>
    public void Sweep(double threshold, Action<LinkedPair> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (!(threshold is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "A probability is needed.");
        var least = Math.Log2(threshold) - Math.Log2(1 - threshold);
        candidates.Walk(() => new Finder(this, least, found), _ => { });
    }

    /// <summary>How likely two rows mean the same, and why. Symmetric.</summary>
    public RecordMatch Compare(int left, int right) => score.Explain(Table.Record(left), Table.Record(right), 2);

    private LevelWeights Learn(PairComparison comparison, IReadOnlyCollection<LabelledRows> labels)
    {
        var start = new PairScore(Table, comparison, null);
        var every = Math.Max(1, (int)(candidates.Most / LearningPairs));
        var known = labels.ToDictionary(
            label => (Math.Min(label.Left, label.Right), Math.Max(label.Left, label.Right)),
            label => label.IsMatch
        );
        var met = new PairSample(comparison.Fields);
        candidates.Walk(
            () => new Sampler(start, Table, every, known),
            sampler =>
            {
                lock (met)
                    met.Add(sampler.Sample);
            }
        );
        var matches = new Sampler(start, Table, 1, []);
        foreach (var pair in known.Where(pair => pair.Value))
            matches.Visit(pair.Key.Item1, pair.Key.Item2);
        var (pairs, chance) = (met.Ordered(), Random(start));
        var weights = new LevelFit(pairs, chance, matches.Sample, Table).Run(Telling());
        Threshold = PairScore.Probability(new ThresholdFit(pairs, chance, weights, Table.PossiblePairs).Bits());
        return weights;
    }

    // A category that half of all pairs share cannot find a match, and columns that depend on it could pretend to.
    private bool[] Telling()
    {
        var telling = Enumerable
            .Range(0, Table.Columns.Count)
            .Select(field => Table.Reading(field).Coincidence < TellingCoincidence)
            .ToArray();
        return telling.Count(yes => yes) >= 2 ? telling : [.. telling.Select(_ => true)];
    }

    private PairSample Random(PairScore start)
    {
        var sampler = new Sampler(start, Table, 1, []);
        var random = new Random(7919);
        for (var i = 0; i < RandomPairs; i++)
        {
            var (a, b) = Table.Split is { } split
                ? (random.Next(split), random.Next(split, Table.Rows))
                : (random.Next(Table.Rows), random.Next(Table.Rows));
            if (a != b)
                sampler.Visit(a, b);
        }

        return sampler.Sample;
    }

    private IEnumerable<string> Doubts()
    {
        if (Table.Columns.Count == 1)
            yield return $"Only {Table.Columns[0].Name} can be compared, so that records of the same value all look alike.";
        if (Table.Rows < 50)
            yield return $"{Table.Rows} records are few to learn from: the probabilities lean on what is usual elsewhere.";
        if (candidates.Oversized > 0)
            yield return $"{candidates.Oversized} values or parts of values are shared by more than {Plan!.BlockLimit} "
                + "records each and were not followed alone.";
        if (Plan is { Rules.Count: 0 })
            yield return "No value or pair of values is rare enough to look for duplicates by: nothing was compared.";
        if (Prior * Table.PossiblePairs > 2.0 * Table.Rows)
            yield return "There seem to be more pairs than twice the records: the columns may not tell records apart.";
    }

    private sealed class Sampler(PairScore start, LinkageTable table, int every, Dictionary<(int, int), bool> known) : IPairVisitor
    {
        private readonly byte[] levels = new byte[start.Comparison.Fields];

        public PairSample Sample { get; } = new(start.Comparison.Fields);

        public void Visit(int a, int b)
        {
            if (every > 1 && (((uint)a * 2654435761u) ^ ((uint)b * 2246822519u)) % 65_536 % every != 0)
                return;
            if (known.Count > 0 && known.ContainsKey((Math.Min(a, b), Math.Max(a, b))))
                return;
            var one = table.Record(a);
            var two = table.Record(b);
            start.Comparison.Compare(one, two, levels);
            Sample.Add(levels, start.Rarity(one, two, levels, 2), every);
        }
    }

    private sealed class Finder(TableLinkage linkage, double least, Action<LinkedPair> found) : IPairVisitor
    {
        private readonly byte[] levels = new byte[linkage.score.Comparison.Fields];

        public void Visit(int a, int b)
        {
            var bits = linkage.score.Bits(linkage.Table.Record(a), linkage.Table.Record(b), 2, levels);
            if (bits >= least)
                found(new LinkedPair(Math.Min(a, b), Math.Max(a, b), PairScore.Probability(bits)));
        }
    }
}
