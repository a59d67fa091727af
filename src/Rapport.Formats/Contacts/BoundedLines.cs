using System.Text;

namespace Rapport.Formats;

/// <summary>
/// The lines of a file as bytes in a string, one <see cref="char"/> each (Latin-1), so that every value can be decoded by its own character
/// set.
/// A line longer than the limit is cut: the rest is passed over and never held.
/// </summary>
/// <param name="stream">From its beginning. A byte order mark is passed over; UTF-16 is read as such.</param>
internal sealed class BoundedLines(Stream stream, int limit)
{
    private readonly StringBuilder line = new();
    private readonly char[] buffer = new char[1 << 14];
    private StreamReader? reader;
    private int at,
        end;
    private bool afterReturn;

    /// <summary>Whether the file is UTF-16 or UTF-32: its lines are then text already.</summary>
    public bool IsText { get; private set; }

    /// <summary>The number of the line read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line without its end; null at the end of the file.</summary>
    public string? Next()
    {
        reader ??= Open();
        line.Clear();
        var any = false;
        while (true)
        {
            if (at == end && !Fill())
            {
                Number += any ? 1 : 0;
                return any ? line.ToString() : null;
            }

            if (afterReturn && buffer[at] == '\n')
            {
                at++;
            }

            afterReturn = false;
            var rest = buffer.AsSpan(at, end - at);
            var stop = rest.IndexOfAny('\r', '\n');
            var part = stop < 0 ? rest : rest[..stop];
            line.Append(part[..Math.Min(part.Length, Math.Max(0, limit - line.Length))]);
            any |= !rest.IsEmpty;
            at += part.Length;
            if (stop < 0)
            {
                continue;
            }

            afterReturn = buffer[at++] == '\r';
            Number++;
            return line.ToString();
        }
    }

    private bool Fill()
    {
        (at, end) = (0, reader!.Read(buffer, 0, buffer.Length));
        return end > 0;
    }

    private StreamReader Open()
    {
        var start = stream.Position;
        var sample = new byte[4096];
        var length = stream.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);
        var (encoding, preamble) = CsvEncoding.Detect(sample.AsSpan(0, length));
        IsText = encoding is UnicodeEncoding or UTF32Encoding;
        stream.Position = start + preamble;
        return new StreamReader(stream, IsText ? encoding : Encoding.Latin1, false, 1 << 14, leaveOpen: true);
    }
}
