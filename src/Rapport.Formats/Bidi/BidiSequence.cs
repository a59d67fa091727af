namespace Rapport.Formats;

/// <summary>
/// An isolating run sequence (UAX #9, definition BD13): the code points between which weak and neutral types are resolved (rules W1 to W7,
/// N0 to N2, I1 and I2).
/// </summary>
internal sealed class BidiSequence
{
    private readonly int[] indexes;
    private readonly BidiClass[] types;
    private readonly byte[] levels;
    private readonly byte level;
    private readonly BidiClass before;
    private readonly BidiClass after;

    private BidiSequence(int[] indexes, BidiClass[] classes, byte[] levels, byte levelBefore, byte levelAfter)
    {
        this.indexes = indexes;
        this.levels = levels;
        level = levels[indexes[0]];
        types = [.. indexes.Select(index => classes[index])];
        before = DirectionOf(Math.Max(level, levelBefore));
        after = DirectionOf(Math.Max(level, levelAfter));
    }

    /// <summary>All sequences of a paragraph (rule X10), bounded by the explicit levels before any of them is resolved.</summary>
    public static List<BidiSequence> All(
        BidiClass[] original,
        BidiClass[] classes,
        byte[] levels,
        BidiIsolates isolates,
        byte paragraphLevel
    )
    {
        var kept = Enumerable.Range(0, classes.Length).Where(i => classes[i] != BidiClass.BoundaryNeutral).ToArray();
        var runs = LevelRuns(kept, levels);
        var runOf = new Dictionary<int, int>();
        for (var run = 0; run < runs.Count; run++)
        {
            runOf[kept[runs[run].Start]] = run;
        }

        byte LevelAt(int position) => position >= 0 && position < kept.Length ? levels[kept[position]] : paragraphLevel;
        var sequences = new List<BidiSequence>();
        foreach (var (start, end) in runs)
        {
            var first = kept[start];
            if (original[first] == BidiClass.PopDirectionalIsolate && isolates.PartnerOf(first) >= 0)
            {
                continue;
            }

            var indexes = new List<int>(kept[start..end]);
            var last = end;
            while (BidiIsolates.Opens(original[indexes[^1]]) && isolates.PartnerOf(indexes[^1]) is >= 0 and var partner)
            {
                var (nextStart, nextEnd) = runs[runOf[partner]];
                indexes.AddRange(kept[nextStart..nextEnd]);
                last = nextEnd;
            }

            var isOpen = BidiIsolates.Opens(original[indexes[^1]]);
            var levelAfter = isOpen ? paragraphLevel : LevelAt(last);
            sequences.Add(new BidiSequence([.. indexes], classes, levels, LevelAt(start - 1), levelAfter));
        }

        return sequences;
    }

    /// <summary>Writes the levels of the sequence.</summary>
    public void Resolve(IReadOnlyList<int> codePoints)
    {
        var marks = types.Select(type => type == BidiClass.NonspacingMark).ToArray();
        ResolveWeak();
        new BidiBrackets(types, marks, DirectionOf(level), before).Resolve(i => codePoints[indexes[i]]);
        ResolveNeutral();
        for (var i = 0; i < types.Length; i++)
        {
            var isOdd = (level & 1) == 1;
            levels[indexes[i]] += types[i] switch
            {
                BidiClass.LeftToRight => (byte)(isOdd ? 1 : 0),
                BidiClass.RightToLeft => (byte)(isOdd ? 0 : 1),
                _ => (byte)(isOdd ? 1 : 2),
            };
        }
    }

    private static List<(int Start, int End)> LevelRuns(int[] kept, byte[] levels)
    {
        var runs = new List<(int Start, int End)>();
        for (var start = 0; start < kept.Length; start = runs[^1].End)
        {
            var end = start + 1;
            while (end < kept.Length && levels[kept[end]] == levels[kept[start]])
            {
                end++;
            }

            runs.Add((start, end));
        }

        return runs;
    }

    private static BidiClass DirectionOf(int level) => (level & 1) == 1 ? BidiClass.RightToLeft : BidiClass.LeftToRight;

    private void ResolveWeak()
    {
        var (previous, strong) = (before, before);
        for (var i = 0; i < types.Length; i++)
        {
            // W1
            if (types[i] == BidiClass.NonspacingMark)
            {
                types[i] = previous >= BidiClass.LeftToRightIsolate ? BidiClass.OtherNeutral : previous;
            }

            previous = types[i];

            // W2
            if (types[i] == BidiClass.EuropeanNumber && strong == BidiClass.ArabicLetter)
            {
                types[i] = BidiClass.ArabicNumber;
            }
            else if (types[i] is BidiClass.LeftToRight or BidiClass.RightToLeft or BidiClass.ArabicLetter)
            {
                strong = types[i];
            }
        }

        // W3
        Replace(BidiClass.ArabicLetter, BidiClass.RightToLeft);
        JoinSeparators();
        JoinTerminators();

        // W6
        Replace(BidiClass.EuropeanSeparator, BidiClass.OtherNeutral);
        Replace(BidiClass.EuropeanTerminator, BidiClass.OtherNeutral);
        Replace(BidiClass.CommonSeparator, BidiClass.OtherNeutral);

        // W7
        strong = before;
        for (var i = 0; i < types.Length; i++)
        {
            if (types[i] is BidiClass.LeftToRight or BidiClass.RightToLeft)
            {
                strong = types[i];
            }
            else if (types[i] == BidiClass.EuropeanNumber && strong == BidiClass.LeftToRight)
            {
                types[i] = BidiClass.LeftToRight;
            }
        }
    }

    // W4
    private void JoinSeparators()
    {
        for (var i = 1; i < types.Length - 1; i++)
        {
            var isBetweenEqual = types[i - 1] == types[i + 1];
            if (types[i] == BidiClass.EuropeanSeparator && isBetweenEqual && types[i - 1] == BidiClass.EuropeanNumber)
            {
                types[i] = BidiClass.EuropeanNumber;
            }
            else if (
                types[i] == BidiClass.CommonSeparator
                && isBetweenEqual
                && types[i - 1] is BidiClass.EuropeanNumber or BidiClass.ArabicNumber
            )
            {
                types[i] = types[i - 1];
            }
        }
    }

    // W5
    private void JoinTerminators()
    {
        for (var start = 0; start < types.Length; start++)
        {
            var end = start;
            while (end < types.Length && types[end] == BidiClass.EuropeanTerminator)
            {
                end++;
            }

            var isBesideNumber =
                (start > 0 && types[start - 1] == BidiClass.EuropeanNumber)
                || (end < types.Length && types[end] == BidiClass.EuropeanNumber);
            if (end > start && isBesideNumber)
            {
                Array.Fill(types, BidiClass.EuropeanNumber, start, end - start);
            }

            start = Math.Max(start, end);
        }
    }

    // N1 and N2
    private void ResolveNeutral()
    {
        for (var start = 0; start < types.Length; start++)
        {
            var end = start;
            while (end < types.Length && IsNeutral(types[end]))
            {
                end++;
            }

            if (end > start)
            {
                var left = start == 0 ? before : StrongOf(types[start - 1]);
                var right = end == types.Length ? after : StrongOf(types[end]);
                Array.Fill(types, left == right ? left : DirectionOf(level), start, end - start);
                start = end;
            }
        }
    }

    private void Replace(BidiClass old, BidiClass by)
    {
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = types[i] == old ? by : types[i];
        }
    }

    private static bool IsNeutral(BidiClass type) => type >= BidiClass.ParagraphSeparator;

    private static BidiClass StrongOf(BidiClass type) => type == BidiClass.LeftToRight ? type : BidiClass.RightToLeft;
}
