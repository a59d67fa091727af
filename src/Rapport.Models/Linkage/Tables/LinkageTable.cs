namespace Rapport.Models.Linkage.Tables;

/// <summary>Rows of one set, or of two sets one after the other, with the kind of every column guessed.</summary>
public sealed class LinkageTable
{
    private const int SwapLimit = 3;
    private readonly ValueReading[] readings;
    private readonly Cell?[] cells;

    private LinkageTable(LinkageColumn[] columns, ValueReading[] readings, Cell?[] cells, int? split) =>
        (Columns, this.readings, this.cells, Split, Rows) = (columns, readings, cells, split, cells.Length / columns.Length);

    /// <summary>The columns that are compared; empty and constant ones are left out.</summary>
    public IReadOnlyList<LinkageColumn> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of rows of the first set when two are linked, null when one is searched for duplicates.</summary>
    public int? Split { get; }

    /// <summary>The number of pairs that could be the same: all pairs of rows, or all across the two sets.</summary>
    public double PossiblePairs => Split is { } split ? (double)split * (Rows - split) : Rows * (Rows - 1.0) / 2;

    internal int Width => readings.Length;

    /// <summary>Reads the rows of a set.</summary>
    /// <param name="names">The names of the columns.</param>
    /// <param name="rows">Each at least as wide as <paramref name="names"/>; empty text, "null", "n/a" and the like are no value.</param>
    /// <param name="ignored">Positions of columns that are not compared, such as the identifier of the row.</param>
    /// <param name="split">When two sets are linked, the number of rows of the first; only pairs across are then looked for.</param>
    /// <exception cref="ArgumentException">There are no two rows, no column tells rows apart, or the split leaves a set empty.</exception>
    public static LinkageTable Of(
        IReadOnlyList<string> names,
        IReadOnlyList<IReadOnlyList<string>> rows,
        IReadOnlySet<int>? ignored = null,
        int? split = null
    )
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count < 2)
            throw new ArgumentException($"Two records at least are needed to compare, not {rows.Count}.", nameof(rows));
        if (split is { } at && (at < 1 || at >= rows.Count))
            throw new ArgumentException("Both sets need a record.", nameof(split));

        var read = new (LinkageColumn Column, ValueReading Reading, Cell?[] Cells)?[names.Count];
        Parallel.For(
            0,
            names.Count,
            position =>
            {
                if (ignored?.Contains(position) != true)
                    read[position] = Read(names[position], position, rows);
            }
        );
        var kept = read.OfType<(LinkageColumn Column, ValueReading Reading, Cell?[] Cells)>().ToArray();
        if (kept.Length == 0)
            throw new ArgumentException("No column tells the records apart: all are empty or have one value throughout.", nameof(rows));

        var cells = new Cell?[rows.Count * kept.Length];
        for (var column = 0; column < kept.Length; column++)
        {
            for (var row = 0; row < rows.Count; row++)
                cells[row * kept.Length + column] = kept[column].Cells[row];
        }

        return new LinkageTable([.. kept.Select(c => c.Column)], [.. kept.Select(c => c.Reading)], cells, split);
    }

    internal ValueReading Reading(int column) => readings[column];

    // Row by row, so that the cells of a record lie together.
    internal ReadOnlySpan<Cell?> Record(int row) => cells.AsSpan(row * readings.Length, readings.Length);

    /// <summary>The cells of a record from elsewhere.</summary>
    internal Cell?[] Read(IReadOnlyList<string> row) => [.. Columns.Select((column, at) => readings[at].Find(row[column.Position]))];

    /// <summary>Pairs of columns whose values people put into each other's place, such as given and family names.</summary>
    internal List<(int First, int Second)> Exchangeable()
    {
        var found = new List<(int, int)>();
        for (var a = 0; a < Columns.Count; a++)
        {
            for (var b = a + 1; b < Columns.Count && found.Count < SwapLimit; b++)
            {
                if (AreAlike(Columns[a].Kind, Columns[b].Kind) && Columns[b].Position - Columns[a].Position <= 2)
                    found.Add((a, b));
            }
        }

        return found;
    }

    private static bool AreAlike(ColumnKind a, ColumnKind b) =>
        (IsPersonal(a) && IsPersonal(b))
        || (a == b && a is ColumnKind.Address or ColumnKind.Organization or ColumnKind.Phone or ColumnKind.Email);

    private static bool IsPersonal(ColumnKind kind) => kind is ColumnKind.Name or ColumnKind.GivenName or ColumnKind.Surname;

    private static (LinkageColumn, ValueReading, Cell?[])? Read(string name, int position, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var filled = new List<string>();
        foreach (var row in rows)
        {
            if (!ValueReading.IsEmpty(row[position]))
                filled.Add(row[position]);
        }

        if (filled.Count < 2)
            return null;
        var kind = KindGuess.Of(name, filled);
        var reading = new ValueReading(kind, DateReading.For(filled.Take(10_000)));
        var cells = new Cell?[rows.Count];
        for (var row = 0; row < cells.Length; row++)
            cells[row] = reading.Add(rows[row][position]);
        reading.Finish();
        return reading.Distinct < 2 ? null : (new LinkageColumn(name, position, kind, reading.Filled, reading.Distinct), reading, cells);
    }
}
