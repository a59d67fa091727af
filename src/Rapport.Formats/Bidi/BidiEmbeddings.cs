namespace Rapport.Formats;

/// <summary>Explicit levels and directions (UAX #9, rules X1 to X9).</summary>
internal sealed class BidiEmbeddings(BidiClass[] original, BidiIsolates isolates, byte paragraphLevel)
{
    private const int MaxDepth = 125;

    private readonly Stack<Status> stack = new([new Status(paragraphLevel, null, false)]);
    private readonly byte[] levels = new byte[original.Length];
    private readonly BidiClass[] classes = [.. original];
    private int overflowIsolates;
    private int overflowEmbeddings;
    private int validIsolates;

    private readonly record struct Status(byte Level, BidiClass? Override, bool IsIsolate);

    /// <summary>The levels, and the classes with overrides applied; what rule X9 removes is left as a boundary neutral.</summary>
    public (byte[] Levels, BidiClass[] Classes) Resolve()
    {
        for (var i = 0; i < original.Length; i++)
        {
            switch (original[i])
            {
                case >= BidiClass.LeftToRightEmbedding and <= BidiClass.RightToLeftOverride:
                    Embed(i);
                    break;
                case BidiClass.PopDirectionalFormat:
                    EndEmbedding();
                    Keep(i, BidiClass.BoundaryNeutral);
                    break;
                case BidiClass.LeftToRightIsolate or BidiClass.RightToLeftIsolate or BidiClass.FirstStrongIsolate:
                    Isolate(i);
                    break;
                case BidiClass.PopDirectionalIsolate:
                    EndIsolate();
                    Keep(i, stack.Peek().Override ?? original[i]);
                    break;
                case BidiClass.ParagraphSeparator:
                    levels[i] = paragraphLevel;
                    break;
                case BidiClass.BoundaryNeutral:
                    Keep(i, original[i]);
                    break;
                default:
                    Keep(i, stack.Peek().Override ?? original[i]);
                    break;
            }
        }

        return (levels, classes);
    }

    private void Keep(int index, BidiClass type) => (levels[index], classes[index]) = (stack.Peek().Level, type);

    private void Embed(int index)
    {
        Keep(index, BidiClass.BoundaryNeutral);
        BidiClass? forced = original[index] switch
        {
            BidiClass.LeftToRightOverride => BidiClass.LeftToRight,
            BidiClass.RightToLeftOverride => BidiClass.RightToLeft,
            _ => null,
        };
        var next = NextLevel(original[index] is BidiClass.RightToLeftEmbedding or BidiClass.RightToLeftOverride);
        if (next <= MaxDepth && overflowIsolates == 0 && overflowEmbeddings == 0)
        {
            stack.Push(new Status((byte)next, forced, false));
        }
        else if (overflowIsolates == 0)
        {
            overflowEmbeddings++;
        }
    }

    private void EndEmbedding()
    {
        if (overflowIsolates > 0)
        {
            return;
        }

        if (overflowEmbeddings > 0)
        {
            overflowEmbeddings--;
        }
        else if (!stack.Peek().IsIsolate && stack.Count > 1)
        {
            stack.Pop();
        }
    }

    private void Isolate(int index)
    {
        Keep(index, stack.Peek().Override ?? original[index]);
        var end = isolates.PartnerOf(index) is >= 0 and var partner ? partner : original.Length;
        var isRightToLeft =
            original[index] == BidiClass.RightToLeftIsolate
            || (original[index] == BidiClass.FirstStrongIsolate && isolates.FirstStrongLevel(index + 1, end) == 1);
        var next = NextLevel(isRightToLeft);
        if (next <= MaxDepth && overflowIsolates == 0 && overflowEmbeddings == 0)
        {
            validIsolates++;
            stack.Push(new Status((byte)next, null, true));
        }
        else
        {
            overflowIsolates++;
        }
    }

    private void EndIsolate()
    {
        if (overflowIsolates > 0)
        {
            overflowIsolates--;
        }
        else if (validIsolates > 0)
        {
            overflowEmbeddings = 0;
            while (!stack.Peek().IsIsolate)
            {
                stack.Pop();
            }

            stack.Pop();
            validIsolates--;
        }
    }

    private int NextLevel(bool isRightToLeft) => isRightToLeft ? (stack.Peek().Level + 1) | 1 : (stack.Peek().Level + 2) & ~1;
}
