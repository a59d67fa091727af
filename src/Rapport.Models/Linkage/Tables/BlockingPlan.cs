namespace Rapport.Models.Linkage.Tables;

/// <summary>
/// Chooses the rules under which records meet, so that a match that has kept any two or three of its values meets its like, within a budget
/// of pairs.
/// </summary>
internal sealed class BlockingPlan
{
    private const int SampleRows = 20_000;
    private const int RuleLimit = 28;
    private const int TogetherLimit = 500;
    private const long LeastBudget = 2_000_000;
    private const long BudgetPerRow = 20;
    private const double Reuse = 0.12;
    private readonly LinkageTable table;
    private readonly int[] sample;
    private readonly double scale;
    private readonly double budget;

    private BlockingPlan(LinkageTable table, double matchesPerRow)
    {
        this.table = table;
        budget = Math.Max(LeastBudget, BudgetPerRow * table.Rows) * (1 + 2 * matchesPerRow);
        BlockLimit = Math.Clamp(table.Rows / 5, 50, 400);
        var step = Math.Max(1, table.Rows / SampleRows);
        sample = [.. Enumerable.Range(0, table.Rows / step).Select(i => i * step)];
        scale = Math.Pow(table.Rows / (double)sample.Length, 2);
    }

    /// <summary>The most rows of a block; larger ones say too little and are left to other rules.</summary>
    public int BlockLimit { get; }

    public IReadOnlyList<BlockingRule> Rules { get; private set; } = [];

    /// <param name="matchesPerRow">How many pairs of each row are thought to be matches; they take their part of the budget under every
    /// rule.</param>
    public static BlockingPlan For(LinkageTable table, double matchesPerRow = 0)
    {
        var plan = new BlockingPlan(table, matchesPerRow);
        plan.Rules = plan.Choose();
        return plan;
    }

    /// <summary>The keys of a record by all rules, one after the other; 0 where there is none.</summary>
    public uint[] Keys(ReadOnlySpan<Cell?> record, int width)
    {
        var keys = new uint[width];
        var at = 0;
        foreach (var rule in Rules)
        {
            rule.Keys(record, keys.AsSpan(at, rule.Slots));
            at += rule.Slots;
        }

        return keys;
    }

    private List<BlockingRule> Choose()
    {
        var facets = table.Columns.SelectMany((column, at) => BlockingFacet.Of(at, column.Kind)).ToArray();
        var alone = Measure([.. facets.Select(facet => new BlockingRule(facet))]).Where(rule => IsAffordable(rule, 0.125)).ToList();
        var chosen = new List<Measured>();
        Take(alone, chosen, RuleLimit / 2, budget / 2);

        var singles = chosen.Select(rule => rule.Rule.First).ToHashSet();
        var rest = facets.Where(facet => !singles.Contains(facet)).ToArray();
        var pairs = from first in rest from second in rest where first.Column < second.Column select new BlockingRule(first, second);

        // Of each two columns the rule that reaches most rows and forgives most.
        var together = Measure([.. pairs.Take(TogetherLimit)])
            .Where(rule => IsAffordable(rule, 0.1))
            .GroupBy(rule => (rule.Rule.First.Column, rule.Rule.Second!.Column))
            .Select(group => group.MaxBy(rule => rule.Reach * Math.Log2(2 + rule.Pairs)))
            .ToList();
        Take(together, chosen, RuleLimit, budget);
        return [.. chosen.Select(rule => rule.Rule)];
    }

    private bool IsAffordable(Measured rule, double part) => rule.Pairs > 0 && rule.Reach > 0.01 && rule.Pairs <= budget * part;

    // Those that reach most rows first, while no column is leaned on too often.
    private static void Take(List<Measured> offered, List<Measured> chosen, int most, double budget)
    {
        var uses = new Dictionary<int, int>();
        var spent = chosen.Sum(rule => rule.Pairs);
        while (chosen.Count < most && offered.Count > 0)
        {
            var best = offered.MaxBy(rule => rule.Reach / (1 + Reuse * (Uses(rule.Rule.First) + Uses(rule.Rule.Second))));
            offered.Remove(best);
            if (spent + best.Pairs > budget)
                continue;
            chosen.Add(best);
            spent += best.Pairs;
            uses[best.Rule.First.Column] = Uses(best.Rule.First) + 1;
            if (best.Rule.Second is { } second)
                uses[second.Column] = Uses(second) + 1;
        }

        int Uses(BlockingFacet? facet) => facet is null ? 0 : uses.GetValueOrDefault(facet.Column);
    }

    private Measured[] Measure(BlockingRule[] rules)
    {
        var measured = new Measured[rules.Length];
        Parallel.For(0, rules.Length, at => measured[at] = Measure(rules[at]));
        return measured;
    }

    private Measured Measure(BlockingRule rule)
    {
        var keys = new List<uint>(sample.Length * rule.Slots);
        Span<uint> own = stackalloc uint[rule.Slots];
        var withKey = 0;
        foreach (var row in sample)
        {
            rule.Keys(table.Record(row), own);
            withKey += own[0] == 0 ? 0 : 1;
            foreach (var key in own)
            {
                if (key != 0)
                    keys.Add(key);
            }
        }

        keys.Sort();
        var limit = Math.Max(2, BlockLimit / Math.Sqrt(scale));
        double pairs = 0,
            outside = 0;
        for (int start = 0, end; start < keys.Count; start = end)
        {
            for (end = start + 1; end < keys.Count && keys[end] == keys[start]; )
                end++;
            double size = end - start;
            if (size <= limit)
                pairs += size * (size - 1) / 2;
            else
                outside += size;
        }

        return new Measured(rule, pairs * scale, withKey / (double)sample.Length * (1 - outside / Math.Max(keys.Count, 1)));
    }

    /// <summary>The pairs a rule brings together, and the share of rows it has a block for.</summary>
    private readonly record struct Measured(BlockingRule Rule, double Pairs, double Reach);
}
