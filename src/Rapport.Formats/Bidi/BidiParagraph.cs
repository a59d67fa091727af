namespace Rapport.Formats;

/// <summary>Neighbouring code points of one level; odd levels are shown from right to left.</summary>
internal readonly record struct BidiRun(int Start, int End, byte Level)
{
    public bool IsRightToLeft => (Level & 1) == 1;
}

/// <summary>
/// The order in which one line of text is shown when it holds scripts of both directions: the Unicode Bidirectional Algorithm (UAX #9,
/// revision 50), with isolates, embeddings and paired brackets.
/// </summary>
internal sealed class BidiParagraph
{
    private readonly BidiClass[] original;
    private readonly byte[] levels;
    private readonly byte level;

    /// <param name="isRightToLeft">The direction of the paragraph; by its first strong letter when null (rules P2 and P3).</param>
    public BidiParagraph(IReadOnlyList<int> codePoints, bool? isRightToLeft = null)
    {
        original = [.. codePoints.Select(BidiClasses.Of)];
        var isolates = new BidiIsolates(original);
        level = isRightToLeft is { } given ? (byte)(given ? 1 : 0) : isolates.FirstStrongLevel(0, original.Length) ?? 0;
        var (explicitLevels, classes) = new BidiEmbeddings(original, isolates, level).Resolve();
        levels = explicitLevels;
        foreach (var sequence in BidiSequence.All(original, classes, levels, isolates, level))
        {
            sequence.Resolve(codePoints);
        }

        FillRemoved(classes);
        ResetWhitespace();
    }

    public bool IsRightToLeft => level == 1;

    public IReadOnlyList<byte> Levels => levels;

    /// <summary>The runs from left to right (rule L2).</summary>
    public IReadOnlyList<BidiRun> VisualRuns()
    {
        var runs = new List<BidiRun>();
        for (var start = 0; start < levels.Length; )
        {
            var end = start + 1;
            while (end < levels.Length && levels[end] == levels[start])
            {
                end++;
            }

            runs.Add(new BidiRun(start, end, levels[start]));
            start = end;
        }

        var highest = runs.Count == 0 ? 0 : runs.Max(run => run.Level);
        for (var reversed = highest; reversed >= 1; reversed--)
        {
            ReverseFrom(runs, reversed);
        }

        return runs;
    }

    private static void ReverseFrom(List<BidiRun> runs, int lowest)
    {
        for (var start = 0; start < runs.Count; start++)
        {
            var end = start;
            while (end < runs.Count && runs[end].Level >= lowest)
            {
                end++;
            }

            if (end > start)
            {
                runs.Reverse(start, end - start);
                start = end;
            }
        }
    }

    // What rule X9 leaves out of the resolution takes the level before it.
    private void FillRemoved(BidiClass[] classes)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            if (classes[i] == BidiClass.BoundaryNeutral)
            {
                levels[i] = i == 0 ? level : levels[i - 1];
            }
        }
    }

    // Rule L1.
    private void ResetWhitespace()
    {
        var isTrailing = true;
        for (var i = levels.Length - 1; i >= 0; i--)
        {
            var isSeparator = original[i] is BidiClass.ParagraphSeparator or BidiClass.SegmentSeparator;
            isTrailing = isSeparator || (isTrailing && IsBlank(original[i]));
            if (isTrailing)
            {
                levels[i] = level;
            }
        }
    }

    private static bool IsBlank(BidiClass type) =>
        type
            is BidiClass.WhiteSpace
                or BidiClass.BoundaryNeutral
                or (>= BidiClass.LeftToRightEmbedding and <= BidiClass.PopDirectionalIsolate);
}
