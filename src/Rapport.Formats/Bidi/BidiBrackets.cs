using System.Globalization;
using HarfBuzzSharp;

namespace Rapport.Formats;

/// <summary>Paired brackets take the direction of what they hold (UAX #9, definition BD16 and rule N0).</summary>
/// <param name="marks">Which code points were nonspacing marks before they took the type of what they follow.</param>
internal sealed class BidiBrackets(BidiClass[] types, bool[] marks, BidiClass embedding, BidiClass before)
{
    private const int MostOpen = 63;

    public void Resolve(Func<int, int> codePointAt)
    {
        foreach (var (open, close) in Pairs(codePointAt))
        {
            if (DirectionInside(open, close) is { } direction)
            {
                Set(open, direction);
                Set(close, direction);
            }
        }
    }

    private List<(int Open, int Close)> Pairs(Func<int, int> codePointAt)
    {
        var pairs = new List<(int Open, int Close)>();
        var open = new List<(int Closing, int Index)>();
        for (var i = 0; i < types.Length; i++)
        {
            if (types[i] != BidiClass.OtherNeutral)
            {
                continue;
            }

            var code = codePointAt(i);
            switch (CharUnicodeInfo.GetUnicodeCategory(code))
            {
                case UnicodeCategory.OpenPunctuation when UnicodeFunctions.Default.GetMirroring(code) is var closing && closing != code:
                    if (open.Count == MostOpen)
                    {
                        return [];
                    }

                    open.Add((Canonical(closing), i));
                    break;
                case UnicodeCategory.ClosePunctuation:
                    var match = open.FindLastIndex(entry => entry.Closing == Canonical(code));
                    if (match >= 0)
                    {
                        pairs.Add((open[match].Index, i));
                        open.RemoveRange(match, open.Count - match);
                    }

                    break;
            }
        }

        pairs.Sort();
        return pairs;
    }

    // U+232A is canonically equivalent to U+3009.
    private static int Canonical(int closing) => closing == 0x232A ? 0x3009 : closing;

    private BidiClass? DirectionInside(int open, int close)
    {
        var holdsOpposite = false;
        for (var i = open + 1; i < close; i++)
        {
            if (StrongAt(i) is { } strong)
            {
                if (strong == embedding)
                {
                    return embedding;
                }

                holdsOpposite = true;
            }
        }

        if (!holdsOpposite)
        {
            return null;
        }

        for (var i = open - 1; i >= 0; i--)
        {
            if (StrongAt(i) is { } strong)
            {
                return strong;
            }
        }

        return before;
    }

    private BidiClass? StrongAt(int index) =>
        types[index] switch
        {
            BidiClass.LeftToRight => BidiClass.LeftToRight,
            BidiClass.RightToLeft or BidiClass.EuropeanNumber or BidiClass.ArabicNumber => BidiClass.RightToLeft,
            _ => null,
        };

    private void Set(int bracket, BidiClass direction)
    {
        types[bracket] = direction;
        for (var i = bracket + 1; i < types.Length && marks[i]; i++)
        {
            types[i] = direction;
        }
    }
}
