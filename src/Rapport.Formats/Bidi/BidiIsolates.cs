namespace Rapport.Formats;

/// <summary>Which isolate each "pop directional isolate" ends (UAX #9, definition BD9), and what is strong outside them.</summary>
internal sealed class BidiIsolates
{
    private readonly BidiClass[] classes;
    private readonly int[] partners;

    public BidiIsolates(BidiClass[] classes)
    {
        this.classes = classes;
        partners = new int[classes.Length];
        Array.Fill(partners, -1);
        var open = new Stack<int>();
        for (var i = 0; i < classes.Length; i++)
        {
            if (Opens(classes[i]))
            {
                open.Push(i);
            }
            else if (classes[i] == BidiClass.PopDirectionalIsolate && open.TryPop(out var start))
            {
                (partners[start], partners[i]) = (i, start);
            }
            else if (classes[i] == BidiClass.ParagraphSeparator)
            {
                open.Clear();
            }
        }
    }

    public static bool Opens(BidiClass type) =>
        type is BidiClass.LeftToRightIsolate or BidiClass.RightToLeftIsolate or BidiClass.FirstStrongIsolate;

    /// <summary>Where the isolate that begins here ends, or the other way round; -1 without a partner.</summary>
    public int PartnerOf(int index) => partners[index];

    /// <summary>
    /// Rules P2 and P3 between two places: 1 where the first strong letter is of a right-to-left script; null without one.
    /// </summary>
    public byte? FirstStrongLevel(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (classes[i] == BidiClass.LeftToRight)
            {
                return 0;
            }

            if (classes[i] is BidiClass.RightToLeft or BidiClass.ArabicLetter)
            {
                return 1;
            }

            if (Opens(classes[i]))
            {
                i = partners[i] < 0 ? end : partners[i];
            }
        }

        return null;
    }
}
