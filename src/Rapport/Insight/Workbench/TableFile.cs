using System.IO.Compression;
using Rapport.Formats;
using Rapport.Trust.Commands;

namespace Rapport.Insight.Workbench;

/// <summary>A CSV or CSV.GZ file in memory: a header row, then one row per record.</summary>
internal sealed class TableFile
{
    private TableFile(string name, IReadOnlyList<string> columns, List<IReadOnlyList<string>> rows) =>
        (Name, Columns, Rows) = (name, columns, rows);

    public string Name { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>Each as wide as <see cref="Columns"/>.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    public static TableFile Read(FileInfo file)
    {
        if (!file.Exists)
            throw new CommandFault($"There is no file {file.FullName}.");
        using var content = Unpacked(file);
        var sample = new byte[CsvDialect.SampleSize];
        var length = content.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);
        using var whole = new MemoryStream();
        whole.Write(sample, 0, length);
        content.CopyTo(whole);
        whole.Position = 0;
        var csv = new CsvRows(whole, Dialect(sample.AsSpan(0, length)));
        var rows = new List<IReadOnlyList<string>>();
        var width = -1;
        foreach (var row in csv)
        {
            width = csv.Header.Count;
            if (row.Fields.Count != width || row.Fault is not (CsvFault.None or CsvFault.TooFewFields or CsvFault.TooManyFields))
                throw new CommandFault(
                    $"{file.Name}, line {row.Line}: {row.Problem ?? $"{row.Fields.Count} fields where the header has {width}."}"
                );
            rows.Add(row.Fields);
        }
        if (csv.Header.Count == 0)
            throw new CommandFault($"{file.Name} is empty: its first row must name the columns.");
        return new TableFile(file.Name, [.. csv.Header.Select(h => h.Trim())], rows);
    }

    /// <summary>The position of a column by its name, whatever its case.</summary>
    public int Column(string name) =>
        Enumerable.Range(0, Columns.Count).FirstOrDefault(i => string.Equals(Columns[i], name, StringComparison.OrdinalIgnoreCase), -1)
            is >= 0
                and var at
            ? at
            : throw new CommandFault($"{Name} has no column {name}. It has: {string.Join(", ", Columns.Take(50))}.");

    public IEnumerable<string> Values(int column) => Rows.Select(row => row[column]);

    // What separates the names of the columns separates the fields, however often something else occurs within them.
    private static CsvDialect Dialect(ReadOnlySpan<byte> sample)
    {
        var dialect = CsvDialect.Detect(sample) with { HasHeader = true };
        var end = sample.IndexOfAny((byte)'\n', (byte)'\r');
        var header = end < 0 ? sample : sample[..end];
        return header.Contains((byte)',') && !header.Contains((byte)dialect.Delimiter) ? dialect with { Delimiter = ',' } : dialect;
    }

    private static Stream Unpacked(FileInfo file)
    {
        Stream content = file.OpenRead();
        var first = content.ReadByte();
        var second = content.ReadByte();
        content.Position = 0;
        return (first, second) == (0x1F, 0x8B) ? new GZipStream(content, CompressionMode.Decompress) : content;
    }
}
