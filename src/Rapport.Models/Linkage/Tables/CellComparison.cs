namespace Rapport.Models.Linkage.Tables;

/// <summary>The level of agreement of two cells of one kind. Symmetric.</summary>
internal static class CellComparison
{
    public static Agreement Of(ColumnKind kind, Cell a, Cell b)
    {
        if (ReferenceEquals(a, b) || a.Text == b.Text)
            return Agreement.Equal;

        return kind switch
        {
            ColumnKind.Name or ColumnKind.GivenName or ColumnKind.Surname => Names(a, b),
            ColumnKind.Date => Dates(a, b),
            ColumnKind.Number => Numbers(a, b),
            ColumnKind.Email => Emails(a, b),
            ColumnKind.Organization or ColumnKind.Address or ColumnKind.Text => TermSets.Compare(a, b),
            ColumnKind.Category => Edits(a.Compact, b.Compact, 1) <= 1 && Shorter(a, b) >= 4 ? Agreement.Near : Agreement.Different,
            _ => Codes(a.Text, b.Text),
        };
    }

    private static Agreement Names(Cell a, Cell b)
    {
        if (a.Compact == b.Compact)
            return Agreement.Equal;

        var shorter = Shorter(a, b);
        var edits = Edits(a.Compact, b.Compact, 2);
        if ((edits == 1 && shorter >= 3) || (edits == 2 && shorter >= 6))
            return Agreement.Near;

        var similarity = JaroWinkler.Similarity(a.Compact, b.Compact);
        if (similarity >= 0.92)
            return Agreement.Near;
        if (a.Terms.Length == 1 && b.Terms.Length == 1)
            return Words(a.Terms[0].Word, b.Terms[0].Word, similarity);

        var (fewer, more) = a.Terms.Length <= b.Terms.Length ? (a, b) : (b, a);
        var (all, some) = Shared(fewer, more);
        if (all)
            return fewer.Terms.Length == more.Terms.Length ? Agreement.Near : Agreement.Contained;

        return some || similarity >= 0.82 ? Agreement.Partial : Agreement.Different;
    }

    private static Agreement Words(in NameWord a, in NameWord b, double similarity)
    {
        if (a.Formal == b.Formal)
            return Agreement.Near;
        if (similarity >= 0.82 || (a.Sound.Length >= 2 && a.Sound == b.Sound) || IsInitial(a.Text, b.Text))
            return Agreement.Contained;

        return similarity >= 0.7 || a.Sound == b.Sound ? Agreement.Partial : Agreement.Different;
    }

    private static bool IsInitial(string a, string b) => (a.Length == 1 || b.Length == 1) && a[0] == b[0];

    private static (bool All, bool Some) Shared(Cell fewer, Cell more)
    {
        var all = fewer.Terms.Length > 0;
        var some = false;
        foreach (var term in fewer.Terms)
        {
            double best = 0;
            foreach (var other in more.Terms)
                best = Math.Max(best, ReferenceEquals(term, other) ? 1 : NameComparison.Similarity(term.Word, other.Word));
            all &= best > 0;
            some |= best >= 0.9;
        }

        return (all && some, some);
    }

    private static Agreement Dates(Cell first, Cell second)
    {
        var (a, b) = (first.Text, second.Text);
        if (a.Length != 8 || b.Length != 8)
            return Codes(a, b);

        bool year = a.AsSpan(0, 4).SequenceEqual(b.AsSpan(0, 4)),
            month = a.AsSpan(4, 2).SequenceEqual(b.AsSpan(4, 2)),
            day = a.AsSpan(6).SequenceEqual(b.AsSpan(6));
        var swapped = a.AsSpan(4, 2).SequenceEqual(b.AsSpan(6)) && a.AsSpan(6).SequenceEqual(b.AsSpan(4, 2));
        var edits = Edits(a, b, 2);
        if (edits == 1 || (year && swapped))
            return Agreement.Near;
        if (edits == 2 || (year ? 1 : 0) + (month ? 1 : 0) + (day ? 1 : 0) == 2)
            return Agreement.Contained;

        return year || Math.Abs(first.Number - second.Number) <= 366 ? Agreement.Partial : Agreement.Different;
    }

    private static Agreement Numbers(Cell a, Cell b)
    {
        if (double.IsNaN(a.Number) || double.IsNaN(b.Number))
            return Codes(a.Text, b.Text);

        var scale = Math.Max(Math.Abs(a.Number), Math.Abs(b.Number));
        var apart = Math.Abs(a.Number - b.Number) / scale;
        var edits = Edits(a.Text, b.Text, 1);
        if (apart <= 0.01 || (edits == 1 && Shorter(a, b) >= 3))
            return Agreement.Near;
        if (apart <= 0.05 || (edits == 1 && Math.Max(a.Text.Length, b.Text.Length) >= 2))
            return Agreement.Contained;

        return apart <= 0.15 ? Agreement.Partial : Agreement.Different;
    }

    private static Agreement Emails(Cell a, Cell b)
    {
        if (a.Email is not { } one || b.Email is not { } two)
            return Codes(a.Compact, b.Compact);

        var shorter = Math.Min(one.Mailbox.Length, two.Mailbox.Length);
        var edits = Edits(one.Key, two.Key, 3);
        if (shorter >= 4 && edits <= (shorter >= 7 ? 2 : 1))
            return Agreement.Near;
        if (one.Mailbox == two.Mailbox || (edits <= 3 && shorter >= 7))
            return Agreement.Contained;

        var similarity = JaroWinkler.Similarity(one.Mailbox, two.Mailbox);
        return similarity >= 0.88 || (one.Domain == two.Domain && !one.IsPublic) ? Agreement.Partial : Agreement.Different;
    }

    private static Agreement Codes(string a, string b)
    {
        var shorter = Math.Min(a.Length, b.Length);
        var edits = Edits(a, b, 2);
        if (edits == 1 && shorter >= 4)
            return Agreement.Near;
        if ((edits == 2 && shorter >= 5) || (edits == 1 && shorter >= 2) || (shorter >= 4 && IsWithin(a, b)))
            return Agreement.Contained;

        return shorter >= 4 && a.AsSpan().CommonPrefixLength(b) * 2 >= Math.Max(a.Length, b.Length)
            ? Agreement.Partial
            : Agreement.Different;
    }

    private static bool IsWithin(string a, string b)
    {
        var (part, whole) = a.Length < b.Length ? (a, b) : (b, a);
        return part.Length * 2 > whole.Length
            && (whole.StartsWith(part, StringComparison.Ordinal) || whole.EndsWith(part, StringComparison.Ordinal));
    }

    private static int Shorter(Cell a, Cell b) => Math.Min(a.Compact.Length, b.Compact.Length);

    private static int Edits(string a, string b, int bound) => DamerauLevenshtein.Distance(a, b, bound);
}
