namespace Rapport.Models.Linkage.Tables;

internal enum FacetShape
{
    Whole,
    Sound,
    Start,
    End,
    YearMonth,
    MonthDay,
    YearDay,
    Mailbox,
    Terms,
}

/// <summary>A part of a column's value under which records may meet.</summary>
internal sealed record BlockingFacet(int Column, FacetShape Shape)
{
    public const int KeyLimit = 4;
    private const ulong Prime = 1099511628211UL;

    public int Slots =>
        Shape switch
        {
            FacetShape.Terms => KeyLimit,
            FacetShape.Sound => 3,
            _ => 1,
        };

    public static IEnumerable<BlockingFacet> Of(int column, ColumnKind kind)
    {
        FacetShape[] shapes = kind switch
        {
            ColumnKind.Name or ColumnKind.GivenName or ColumnKind.Surname =>
            [
                FacetShape.Whole,
                FacetShape.Sound,
                FacetShape.Start,
                FacetShape.End,
            ],
            ColumnKind.Date => [FacetShape.Whole, FacetShape.YearMonth, FacetShape.MonthDay, FacetShape.YearDay],
            ColumnKind.Phone or ColumnKind.Postcode or ColumnKind.Identifier => [FacetShape.Whole, FacetShape.Start, FacetShape.End],
            ColumnKind.Email => [FacetShape.Whole, FacetShape.Mailbox, FacetShape.Start],
            ColumnKind.Organization or ColumnKind.Address or ColumnKind.Text => [FacetShape.Whole, FacetShape.Terms, FacetShape.Start],
            _ => [FacetShape.Whole],
        };
        return shapes.Select(shape => new BlockingFacet(column, shape));
    }

    /// <summary>Fills the keys of a value and returns how many there are; 0 never is a key.</summary>
    public int Keys(Cell? cell, Span<ulong> keys)
    {
        if (cell is null)
            return 0;
        var text = cell.Compact.AsSpan();
        switch (Shape)
        {
            case FacetShape.Sound:
                return Sounds(cell.Terms, keys);
            case FacetShape.Terms:
                return Rarest(cell.Terms, keys);
            case FacetShape.Start:
                return text.Length < 5 ? 0 : One(text[..Math.Max(4, text.Length > 8 ? 5 : text.Length / 2)], keys);
            case FacetShape.End:
                return text.Length < 5 ? 0 : One(text[^Math.Max(4, text.Length > 8 ? 5 : text.Length / 2)..], keys);
            case FacetShape.Mailbox:
                return cell.Email is { Mailbox.Length: > 3 } email ? One(email.Mailbox, keys) : 0;
            case FacetShape.YearMonth:
                return text.Length == 8 ? One(text[..6], keys) : 0;
            case FacetShape.MonthDay:
                return text.Length == 8 ? One(text[4..], keys) : 0;
            case FacetShape.YearDay:
                return text.Length == 8 ? One([.. text[..4], .. text[6..]], keys) : 0;
            default:
                return text.Length == 0 ? 0 : One(text, keys);
        }
    }

    private int One(ReadOnlySpan<char> text, Span<ulong> keys)
    {
        keys[0] = Hash(text);
        return 1;
    }

    private int Sounds(Term[] terms, Span<ulong> keys)
    {
        var count = 0;
        for (var i = 0; i < terms.Length && count < Slots; i++)
        {
            if (terms.Length == 1 || terms[i].Word.Text.Length > 2)
                keys[count++] = Hash(terms[i].Word.Sound);
        }

        return count;
    }

    private int Rarest(Term[] terms, Span<ulong> keys)
    {
        Span<float> weights = stackalloc float[KeyLimit];
        var count = 0;
        foreach (var term in terms)
        {
            // A word that stands once cannot bring rows together; it still may lead a probe.
            var weight = term.Rows > 1 ? term.Weight : 0;
            var at = count;
            while (at > 0 && weights[at - 1] < weight)
                at--;
            if (at == KeyLimit)
                continue;
            var last = Math.Min(count, KeyLimit - 1);
            for (var i = last; i > at; i--)
                (keys[i], weights[i]) = (keys[i - 1], weights[i - 1]);
            (keys[at], weights[at]) = (Hash(term.Word.Text), weight);
            count = Math.Min(count + 1, KeyLimit);
        }

        return count;
    }

    private ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037UL ^ (ulong)(Column * 16 + (int)Shape) * 0x9E3779B97F4A7C15UL;
        foreach (var letter in text)
            hash = (hash ^ letter) * Prime;
        return (hash ^ (hash >> 29)) | 1;
    }
}
