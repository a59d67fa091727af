namespace Rapport.Models.Linkage.Tables;

internal interface IPairVisitor
{
    void Visit(int a, int b);
}

/// <summary>The pairs that are compared: all of a small table, those that share a block of a large one.</summary>
internal sealed class CandidatePairs(LinkageTable table, BlockingPlan? plan)
{
    private const int Chunk = 4096;
    private readonly Blocks? blocks = plan is null ? null : new Blocks(table, plan);

    public int Oversized => blocks?.Oversized ?? 0;

    /// <summary>How many pairs there are at most.</summary>
    public double Most => blocks?.Most ?? table.PossiblePairs;

    /// <summary>Visits every pair once, each thread with a visitor of its own.</summary>
    public void Walk<T>(Func<T> start, Action<T> end)
        where T : class, IPairVisitor
    {
        if (blocks is null)
        {
            WalkAll(start, end);
            return;
        }

        for (var rule = 0; rule < blocks.Rules; rule++)
        {
            var at = rule;
            var length = blocks.Entries(rule).Length;
            Parallel.For(
                0,
                (length + Chunk - 1) / Chunk,
                start,
                (part, _, visitor) =>
                {
                    blocks.Walk(at, part * Chunk, Math.Min((part + 1) * Chunk, length), visitor);
                    return visitor;
                },
                end
            );
        }
    }

    private void WalkAll<T>(Func<T> start, Action<T> end)
        where T : class, IPairVisitor
    {
        var lefts = table.Split ?? table.Rows;
        Parallel.For(
            0,
            lefts,
            start,
            (a, _, visitor) =>
            {
                for (var b = table.Split ?? a + 1; b < table.Rows; b++)
                    visitor.Visit(a, b);
                return visitor;
            },
            end
        );
    }
}
