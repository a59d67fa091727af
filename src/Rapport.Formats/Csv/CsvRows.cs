using System.Collections;
using System.Runtime.CompilerServices;

namespace Rapport.Formats;

/// <summary>
/// The rows of a CSV file, one after the other with flat memory: at most one row and a read-ahead of as much are held. Bad content never
/// throws;
/// it shows in <see cref="CsvRow.Fault"/>. Errors of the stream itself pass through. The rows can be enumerated once; the stream stays
/// open.
/// </summary>
/// <param name="stream">From its beginning, with byte order mark and "sep=" line if it has them.</param>
public sealed class CsvRows(Stream stream, CsvDialect dialect, CsvLimits? limits = null) : IEnumerable<CsvRow>
{
    private const int FirstBuffer = 1 << 16;

    private readonly CsvLimits limits = limits ?? CsvLimits.Default;
    private readonly StreamReader reader = new(
        new WithoutPreamble(stream, dialect.PreambleLength),
        dialect.Encoding,
        false,
        FirstBuffer,
        leaveOpen: true
    );
    private char[] buffer = new char[FirstBuffer];
    private int start;
    private int end;
    private bool isAtEnd;
    private bool isSkipping;
    private bool needsHeader = dialect.HasHeader;
    private bool needsSeparatorLine = dialect.HasSeparatorLine;
    private long line = 1;
    private long number;
    private int preambleRows = dialect.PreambleRows;
    private int width = -1;

    /// <summary>
    /// The names of the columns as written; empty until <see cref="ReadHeader"/> or the first row, and in a file without header.
    /// </summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>Reads as far as the header, so that the columns can be mapped before the rows are taken.</summary>
    public async ValueTask<IReadOnlyList<string>> ReadHeader(CancellationToken ct = default)
    {
        while (needsHeader && !IsDone)
        {
            if (!PassHeader())
            {
                await Fill(ct);
            }
        }

        return Header;
    }

    public IEnumerator<CsvRow> GetEnumerator()
    {
        while (true)
        {
            if (Next() is { } row)
            {
                yield return row;
            }
            else if (IsDone)
            {
                yield break;
            }
            else
            {
                Filled(reader.ReadBlock(FreeSpace().Span));
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The same rows without blocking on the stream.</summary>
    public async IAsyncEnumerable<CsvRow> Read([EnumeratorCancellation] CancellationToken ct = default)
    {
        while (true)
        {
            if (Next() is { } row)
            {
                yield return row;
            }
            else if (IsDone)
            {
                yield break;
            }
            else
            {
                await Fill(ct);
            }
        }
    }

    private bool IsDone => isAtEnd && start == end;

    private async ValueTask Fill(CancellationToken ct) => Filled(await reader.ReadBlockAsync(FreeSpace(), ct));

    // A row that fills more than half of the buffer gets one twice as large: each further look at the same row then covers at least half as
    // much again.
    private Memory<char> FreeSpace()
    {
        var pending = buffer.AsSpan(start, end - start);
        var wanted = pending.Length > buffer.Length / 2 ? buffer.Length * 2 : buffer.Length;
        var target = wanted == buffer.Length ? buffer : new char[wanted];
        pending.CopyTo(target);
        (buffer, start, end) = (target, 0, pending.Length);
        return buffer.AsMemory(end);
    }

    private void Filled(int count)
    {
        isAtEnd = count < buffer.Length - end;
        end += count;
    }

    /// <summary>The next row in the buffer, or null when more text is needed or none is left.</summary>
    private CsvRow? Next()
    {
        if (needsHeader && !PassHeader())
        {
            return null;
        }

        return TakeRow() is { } row ? new CsvRow(++number, row.Line, row.Fields, Ragged(row.Fields, row.Fault)) : null;
    }

    private bool PassHeader()
    {
        if (TakeRow() is not { } header)
        {
            return false;
        }

        (Header, width, needsHeader) = (header.Fields, header.Fields.Count, false);
        return true;
    }

    private CsvFault Ragged(List<string> fields, CsvFault fault)
    {
        width = width < 0 ? fields.Count : width;
        while (fields.Count > width && fields[^1].Length == 0)
        {
            fields.RemoveAt(fields.Count - 1);
        }

        return fault != CsvFault.None ? fault
            : fields.Count < width ? CsvFault.TooFewFields
            : fields.Count > width ? CsvFault.TooManyFields
            : CsvFault.None;
    }

    private (long Line, List<string> Fields, CsvFault Fault)? TakeRow()
    {
        while (start < end)
        {
            if (isSkipping && !PassRestOfLine())
            {
                return null;
            }

            var isTooLong = end - start > limits.RowLength;
            var scanner = new CsvScanner(buffer.AsSpan(start, end - start), isAtEnd, dialect.Marks, limits, Math.Max(width, 0));
            if (!scanner.TryRead())
            {
                if (!isTooLong)
                {
                    return null;
                }

                scanner = new CsvScanner(buffer.AsSpan(start, limits.RowLength), true, dialect.Marks, limits);
                scanner.TryRead();
                isSkipping = !scanner.EndsWithLineBreak;
            }

            var row = (line, scanner.Fields, isSkipping || scanner.Consumed > limits.RowLength ? CsvFault.RowTooLong : scanner.Fault);
            start += scanner.Consumed;
            line += scanner.Lines - (isSkipping ? 1 : 0);
            if (!(scanner.Fields is [""] && !scanner.HasQuotes) && !IsSeparatorLine() && preambleRows-- <= 0)
            {
                return row;
            }
        }

        return null;
    }

    private bool IsSeparatorLine()
    {
        var isFirst = needsSeparatorLine;
        needsSeparatorLine = false;
        return isFirst;
    }

    private bool PassRestOfLine()
    {
        var rest = buffer.AsSpan(start, end - start);
        var found = rest.IndexOfAny('\r', '\n');
        if (found < 0 || (found + 1 == rest.Length && rest[found] == '\r' && !isAtEnd))
        {
            start = found < 0 ? end : start + found;
            return false;
        }

        start += found + (rest[found..] is ['\r', '\n', ..] ? 2 : 1);
        line++;
        isSkipping = false;
        return start < end;
    }
}
