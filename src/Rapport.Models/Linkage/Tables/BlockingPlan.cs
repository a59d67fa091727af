namespace Rapport.Models.Linkage.Tables;

/// <summary>Chooses the rules under which records meet, so that a match that has kept any two or three of its values meets its like, within a budget of pairs.</summary>
internal sealed class BlockingPlan
{
    private const int SampleRows = 100_000;
    private const int RuleLimit = 28;
    private readonly LinkageTable table;
    private readonly int[] sample;
    private readonly double scale;

    private BlockingPlan(LinkageTable table, long budget)
    {
        this.table = table;
        Budget = budget;
        BlockLimit = Math.Clamp(table.Rows / 5, 50, 400);
        var step = Math.Max(1, table.Rows / SampleRows);
        sample = [.. Enumerable.Range(0, table.Rows / step).Select(i => i * step)];
        scale = Math.Pow(table.Rows / (double)sample.Length, 2);
    }

    private long Budget { get; }

    /// <summary>The most rows of a block; larger ones say too little and are left to other rules.</summary>
    public int BlockLimit { get; }

    public IReadOnlyList<BlockingRule> Rules { get; private set; } = [];

    public static BlockingPlan For(LinkageTable table, long budget)
    {
        var plan = new BlockingPlan(table, budget);
        plan.Rules = plan.Choose();
        return plan;
    }

    private List<BlockingRule> Choose()
    {
        var facets = table.Columns.SelectMany((column, at) => BlockingFacet.Of(at, column.Kind)).ToArray();
        var alone = Costs([.. facets.Select(facet => new BlockingRule(facet))]);
        var chosen = alone.Where(rule => rule.Cost > 0 && rule.Covered > 0.02 && rule.Cost <= Budget / 8.0).OrderByDescending(rule => rule.Covered).Take(RuleLimit / 2).ToList();
        var spent = chosen.Sum(rule => rule.Cost);

        var singles = chosen.Select(rule => rule.Rule.First).ToHashSet();
        var rest = facets.Where(facet => !singles.Contains(facet)).ToArray();
        var together = new List<BlockingRule>();
        for (var i = 0; i < rest.Length; i++)
        {
            for (var j = i + 1; j < rest.Length; j++)
            {
                if (rest[i].Column != rest[j].Column && together.Count < 600)
                    together.Add(new BlockingRule(rest[i], rest[j]));
            }
        }

        // Of each two columns the loosest rule that is affordable: it forgives most.
        var loosest = Costs(together).Where(rule => rule.Cost > 0 && rule.Covered > 0.02 && rule.Cost <= Budget / 10.0)
            .GroupBy(rule => (rule.Rule.First.Column, rule.Rule.Second!.Column))
            .Select(group => group.MaxBy(rule => rule.Cost))
            .OrderByDescending(rule => rule.Covered);
        foreach (var rule in loosest)
        {
            if (chosen.Count == RuleLimit)
                break;
            if (spent + rule.Cost > Budget)
                continue;
            chosen.Add(rule);
            spent += rule.Cost;
        }

        return [.. chosen.Select(rule => rule.Rule)];
    }

    private (BlockingRule Rule, double Cost, double Covered)[] Costs(IReadOnlyList<BlockingRule> rules)
    {
        var costs = new (BlockingRule, double, double)[rules.Count];
        Parallel.For(0, rules.Count, at => costs[at] = Cost(rules[at]));
        return costs;
    }

    private (BlockingRule Rule, double Cost, double Covered) Cost(BlockingRule rule)
    {
        var keys = new List<uint>(sample.Length * rule.Slots);
        Span<uint> own = stackalloc uint[rule.Slots];
        foreach (var row in sample)
        {
            rule.Keys(table.Record(row), own);
            foreach (var key in own)
            {
                if (key != 0)
                    keys.Add(key);
            }
        }

        keys.Sort();
        var limit = Math.Max(2, BlockLimit / Math.Sqrt(scale));
        double pairs = 0, inBlocks = 0;
        for (int start = 0, end; start < keys.Count; start = end)
        {
            for (end = start + 1; end < keys.Count && keys[end] == keys[start];)
                end++;
            double size = end - start;
            if (size <= limit)
                (pairs, inBlocks) = (pairs + size * (size - 1) / 2, inBlocks + size);
        }

        return (rule, pairs * scale, inBlocks / sample.Length / rule.Slots);
    }
}
