using System.Globalization;

namespace Rapport.Models.Linkage.Tables;

/// <summary>Turns the raw values of one column into cells; equal values share a cell, equal words a term.</summary>
internal sealed class ValueReading(ColumnKind kind, DateReading dates)
{
    private const double LeastCoincidence = 1e-7;
    private const int LengthLimit = 2000;
    private const int WordLimit = 32;
    private readonly Dictionary<string, Cell> cells = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Term> terms = new(StringComparer.Ordinal);

    public ColumnKind Kind => kind;

    public int Distinct => cells.Count;

    public int Filled { get; private set; }

    /// <summary>The share of pairs of rows with values that agree by chance.</summary>
    public double Coincidence { get; private set; }

    public static bool IsEmpty(string? raw)
    {
        var text = raw.AsSpan().Trim();
        return text.Length == 0
            || !text.ContainsAnyExcept("-.?*/")
            || text.Length <= 7 && Lower(text) is "n/a" or "#n/a" or "null" or "none" or "nan" or "nil" or "(null)" or "unknown" or "n.a.";
    }

    /// <summary>The cell of a value that is part of the set; null for an empty one.</summary>
    public Cell? Add(string? raw)
    {
        if (Canonical(raw) is not { } text)
            return null;
        if (!cells.TryGetValue(text, out var cell))
            cells.Add(text, cell = Make(raw!, text, isKept: true));
        cell.Rows++;
        Filled++;
        foreach (var term in cell.Terms)
            term.Rows++;
        return cell;
    }

    /// <summary>The cell of a value from elsewhere, which leaves the counts alone.</summary>
    public Cell? Find(string? raw) =>
        Canonical(raw) is not { } text ? null
        : cells.TryGetValue(text, out var cell) ? cell
        : Make(raw!, text, isKept: false);

    /// <summary>Weighs the words once all rows are in, and lets go of what only reading needed.</summary>
    public void Finish()
    {
        foreach (var term in terms.Values)
            term.Weight = Rarity(term.Rows);
        double rows = Math.Max(Filled, 2);
        Coincidence = Math.Max(cells.Values.Sum(cell => cell.Rows / rows * ((cell.Rows - 1) / (rows - 1))), LeastCoincidence);
    }

    /// <summary>
    /// The share of other rows that hold the value by which two records agree, drawn towards what is usual in the column.
    /// </summary>
    /// <param name="counted">How many of the two records are among the rows.</param>
    public double Commonness(Cell a, Cell b, int counted) =>
        (Math.Max(Math.Max(a.Rows, b.Rows) - counted, 0) + 1) / (Math.Max(Filled - counted, 1) + 1 / Coincidence);

    private float Rarity(int rows) => (float)Math.Max(Math.Log2((Filled + 1.0) / (rows + 0.5)), 0.3);

    private static string Lower(ReadOnlySpan<char> text)
    {
        Span<char> lower = stackalloc char[text.Length];
        text.ToLowerInvariant(lower);
        return new string(lower);
    }

    private string? Canonical(string? raw)
    {
        if (IsEmpty(raw))
            return null;
        if (raw!.Length > LengthLimit)
            raw = raw[..LengthLimit];
        var text = kind switch
        {
            ColumnKind.Date => dates.Digits(raw) ?? Traits.AlphaNumeric(raw),
            ColumnKind.Phone => PhoneTraits.Of(raw)?.Significant ?? Traits.AlphaNumeric(raw),
            ColumnKind.Email => EmailTraits.Of(raw)?.Key ?? NameFolding.Key(raw),
            ColumnKind.Postcode or ColumnKind.Identifier => Traits.AlphaNumeric(raw),
            ColumnKind.Number => AsNumber(raw) is double.NaN
                ? NameFolding.Key(raw)
                : AsNumber(raw).ToString("R", CultureInfo.InvariantCulture),
            ColumnKind.Text or ColumnKind.Address or ColumnKind.Organization => NameFolding.Key(raw, 1000),
            _ => NameFolding.Key(raw),
        };
        return text.Length == 0 ? null : text;
    }

    private Cell Make(string raw, string text, bool isKept)
    {
        var words = Words(text);
        return new Cell
        {
            Text = text,
            Compact = kind is ColumnKind.Address ? string.Concat(words) : text.Replace(" ", "", StringComparison.Ordinal),
            Terms = [.. words.Distinct(StringComparer.Ordinal).Take(WordLimit).Select(word => Term(word, isKept))],
            Number =
                kind == ColumnKind.Number ? AsNumber(raw)
                : kind == ColumnKind.Date ? DateReading.Day(text)?.DayNumber ?? double.NaN
                : double.NaN,
            Email = kind == ColumnKind.Email ? EmailTraits.Of(raw) : null,
        };
    }

    private string[] Words(string text) =>
        kind switch
        {
            ColumnKind.Name or ColumnKind.GivenName or ColumnKind.Surname or ColumnKind.Text => text.Split(' '),
            ColumnKind.Organization => NameTerms.WithoutTitles(text.Split(' ')),
            ColumnKind.Address => [.. text.Split(' ').Select(AddressTraits.StreetWord)],
            _ => [],
        };

    private Term Term(string word, bool isKept)
    {
        if (terms.TryGetValue(word, out var term))
            return term;

        term = new Term(word) { Weight = Rarity(0) };
        if (isKept)
            terms.Add(word, term);
        return term;
    }

    internal static double AsNumber(string raw)
    {
        var text = raw.AsSpan().Trim().Trim("$€£%");
        return
            double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? number
            : double.NaN;
    }
}
