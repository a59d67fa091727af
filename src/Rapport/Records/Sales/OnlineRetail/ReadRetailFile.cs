using System.Globalization;
using System.IO.Compression;
using Rapport.Formats;
using Rapport.Trust.Commands;

namespace Rapport.Records.Sales.OnlineRetail;

/// <summary>Reads the file, plain or gzipped. What cannot be read is told with its line and reason.</summary>
internal static class ReadRetailFile
{
    public sealed record Rejected(long Line, string Reason, IReadOnlyList<string> Fields);

    private const long MostBytes = 2L << 30;
    private static readonly string[] Needed =
    [
        "invoice",
        "stockcode",
        "description",
        "quantity",
        "invoicedate",
        "price",
        "customerid",
        "country",
    ];
    private static readonly string[] Dates =
    [
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm",
        "M/d/yyyy H:mm",
        "M/d/yy H:mm",
        "yyyy-MM-ddTHH:mm:ss",
        "dd/MM/yyyy HH:mm:ss",
    ];

    public static List<RetailLine> Run(Stream file, List<Rejected> rejected)
    {
        using var content = Content(file);
        var rows = new CsvRows(content, CsvDialect.Detect(content));
        var words = new Dictionary<string, string>();
        var lines = new List<RetailLine>(600_000);
        int[]? places = null;
        foreach (var row in rows)
        {
            places ??= Places(rows.Header);
            if (Read(row, places, words, out var reason) is { } line)
                lines.Add(line);
            else
                rejected.Add(new Rejected(row.Line, reason, row.Fields));
        }
        return lines;
    }

    /// <summary>The whole file in memory: the kind of each line, and who returns what, is known only when all are seen.</summary>
    private static MemoryStream Content(Stream file)
    {
        var content = new MemoryStream();
        var start = new byte[2];
        var read = file.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        using var whole = new Joined(start.AsMemory(0, read), file);
        using var source =
            read == 2 && start[0] == 0x1F && start[1] == 0x8B ? new GZipStream(whole, CompressionMode.Decompress) : (Stream)whole;
        var buffer = new byte[1 << 16];
        for (int count; (count = source.Read(buffer)) > 0; )
        {
            if (content.Length + count > MostBytes)
                throw new CommandFault($"The file is larger than {MostBytes >> 30} GB.");
            content.Write(buffer, 0, count);
        }
        content.Position = 0;
        return content;
    }

    private static int[] Places(IReadOnlyList<string> header)
    {
        var names = header
            .Select(h =>
                new string([.. h.ToLowerInvariant().Where(char.IsAsciiLetter)]) switch
                {
                    "invoiceno" => "invoice",
                    "unitprice" => "price",
                    var name => name,
                }
            )
            .ToList();
        var places = Needed.Select(name => names.IndexOf(name)).ToArray();
        var missing = Needed.Where((_, i) => places[i] < 0).ToList();
        return missing.Count == 0
            ? places
            : throw new CommandFault($"This is no Online Retail file: the column {string.Join(", ", missing)} is missing.");
    }

    private static RetailLine? Read(CsvRow row, int[] places, Dictionary<string, string> words, out string reason)
    {
        reason = row.Problem ?? "";
        if (row.Fields.Count <= places.Max())
            return null;
        string Field(int i) => row.Fields[places[i]].Trim();
        var (invoice, code) = (Field(0), Field(1));
        if (invoice.Length is 0 or > 100)
            reason = "It has no invoice number.";
        else if (code.Length is 0 or > 100)
            reason = "It has no stock code.";
        else if (!int.TryParse(Field(3), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var quantity))
            reason = "The quantity is no whole number.";
        else if (
            !DateTimeOffset.TryParseExact(
                Field(4),
                Dates,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var at
            ) || at.Year is < 1900 or > 2200
        )
            reason = "The date cannot be read.";
        else if (
            !decimal.TryParse(
                Field(5),
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var price
            )
            || Math.Abs(price) > 1_000_000_000m
        )
            reason = "The price is no number.";
        else if (Customer(Field(6)) is not { } customer)
            reason = "The customer is no number.";
        else
        {
            var known = Known(words, customer);
            if (price < 0 && known is not null)
                reason = "The price is negative.";
            else
                return new RetailLine(
                    row.Line,
                    invoice,
                    Known(words, code)!,
                    Known(words, Field(2)),
                    quantity,
                    at,
                    price,
                    known,
                    Known(words, Field(7))
                );
        }
        return null;
    }

    /// <summary>"17850.0" is the customer 17850; an empty field is nobody.</summary>
    private static string? Customer(string text)
    {
        if (text.Length == 0)
            return "";
        return
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number)
            && number is > 0 and < 1_000_000_000_000m
            ? decimal.Truncate(number).ToString("F0", CultureInfo.InvariantCulture)
            : null;
    }

    // The same few thousand texts stand on half a million lines.
    private static string? Known(Dictionary<string, string> words, string text)
    {
        if (text.Length == 0)
            return null;
        if (!words.TryGetValue(text, out var known))
            words[text] = known = text;
        return known;
    }

    /// <summary>A stream with the bytes that were looked at put back in front.</summary>
    private sealed class Joined(ReadOnlyMemory<byte> first, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> first = first;

        public override int Read(Span<byte> buffer)
        {
            if (first.Length == 0)
                return rest.Read(buffer);
            var count = Math.Min(first.Length, buffer.Length);
            first.Span[..count].CopyTo(buffer);
            first = first[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
