using System.Text;

namespace Rapport.Formats;

/// <summary>
/// Finds the encoding of a text file from its byte order mark, its zero bytes or, failing both, from whether it is valid UTF-8.
/// </summary>
internal static class CsvEncoding
{
    private static readonly Encoding windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly Encoding shiftJis = CodePagesEncodingProvider.Instance.GetEncoding(932)!;
    private static readonly Encoding utf32LittleEndian = new UTF32Encoding(false, false);
    private static readonly Encoding utf32BigEndian = new UTF32Encoding(true, false);
    private static readonly Encoding utf16LittleEndian = new UnicodeEncoding(false, false);
    private static readonly Encoding utf16BigEndian = new UnicodeEncoding(true, false);

    public static Encoding Utf8 { get; } = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new Windows1252Fallback());

    /// <returns>The encoding and the length of the byte order mark, 0 to 4 bytes.</returns>
    public static (Encoding Encoding, int Preamble) Detect(ReadOnlySpan<byte> sample) =>
        sample switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Utf8, 3),
            [0xFF, 0xFE, 0, 0, ..] => (utf32LittleEndian, 4),
            [0, 0, 0xFE, 0xFF, ..] => (utf32BigEndian, 4),

            // Some exporters put the mark of UTF-16 before UTF-32.
            [0xFE, 0xFF, 0, 0, 0, not 0, ..] => (utf32BigEndian, 2),
            [0xFE or 0xFF, 0xFE or 0xFF, not 0, 0, 0, 0, ..] => (utf32LittleEndian, 2),
            [0xFF, 0xFE, ..] => (utf16LittleEndian, 2),
            [0xFE, 0xFF, ..] => (utf16BigEndian, 2),
            _ => (WithoutMark(sample), 0),
        };

    // Delimiters, digits and line breaks are below U+0100 in every script, so their upper bytes show the byte order.
    private static Encoding WithoutMark(ReadOnlySpan<byte> sample)
    {
        Span<int> zeros = stackalloc int[4];
        for (var index = 0; index < sample.Length; index++)
        {
            zeros[index & 3] += sample[index] == 0 ? 1 : 0;
        }

        var quarter = sample.Length / 4;
        var many = quarter * 9 / 10;
        return quarter == 0 || zeros is [0, 0, 0, 0] ? Utf8OrWindows1252(sample)
            : zeros[1] >= many && zeros[2] >= many && zeros[3] >= many ? utf32LittleEndian
            : zeros[0] >= many && zeros[1] >= many && zeros[2] >= many ? utf32BigEndian
            : (zeros[1] + zeros[3]) * 10 > quarter && zeros[1] + zeros[3] > 4 * (zeros[0] + zeros[2]) && BreaksAsUtf16(sample, 0)
                ? utf16LittleEndian
            : (zeros[0] + zeros[2]) * 10 > quarter && zeros[0] + zeros[2] > 4 * (zeros[1] + zeros[3]) && BreaksAsUtf16(sample, 1)
                ? utf16BigEndian
            : Utf8OrWindows1252(sample);
    }

    /// <summary>A few stray zero bytes make no UTF-16 of a short file: its line breaks would be two bytes wide.</summary>
    /// <param name="low">Where in a pair the lower byte stands.</param>
    private static bool BreaksAsUtf16(ReadOnlySpan<byte> sample, int low)
    {
        var (wide, any) = (false, false);
        for (var index = 0; index + 1 < sample.Length; index++)
        {
            if (sample[index] is not ((byte)'\n' or (byte)'\r'))
            {
                continue;
            }

            any = true;
            wide |= (index & 1) == low && sample[low == 0 ? index + 1 : index - 1] == 0;
        }

        return wide || !any;
    }

    private static Encoding Utf8OrWindows1252(ReadOnlySpan<byte> sample)
    {
        var whole = sample;
        var (valid, invalid) = (0, 0);
        while (!sample.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(sample, out _, out var length);
            invalid += status == System.Buffers.OperationStatus.InvalidData ? 1 : 0;
            valid += length > 1 && status == System.Buffers.OperationStatus.Done ? 1 : 0;
            sample = sample[length..];
        }

        return invalid <= valid ? Utf8
            : LooksLikeShiftJis(whole) ? shiftJis
            : windows1252;
    }

    // In Japanese text most letters begin with a byte that Windows-1252 has punctuation for, and end with one that is often no ASCII.
    private static bool LooksLikeShiftJis(ReadOnlySpan<byte> sample)
    {
        var (pairs, typical, high) = (0, 0, 0);
        for (var i = 0; i < sample.Length; i++)
        {
            if (sample[i] is < 0x80 or (>= 0xA1 and <= 0xDF))
            {
                continue;
            }

            if (i + 1 == sample.Length)
            {
                break;
            }

            var (lead, trail) = (sample[i], sample[++i]);
            if (lead is 0x80 or 0xA0 or > 0xFC || trail is < 0x40 or 0x7F or > 0xFC)
            {
                return false;
            }

            pairs++;
            typical += lead < 0xA0 ? 1 : 0;
            high += trail >= 0x80 ? 1 : 0;
        }

        return pairs >= 2 && typical * 2 >= pairs && high * 4 >= pairs;
    }

    /// <summary>Reads the bytes that UTF-8 rejects as Windows-1252, so that no letter is lost in a file of mixed origin.</summary>
    private sealed class Windows1252Fallback : DecoderFallback
    {
        public override int MaxCharCount => 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new FallbackBuffer();
    }

    private sealed class FallbackBuffer : DecoderFallbackBuffer
    {
        private string text = "";
        private int next;

        public override int Remaining => text.Length - next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            (text, next) = (windows1252.GetString(bytesUnknown), 0);
            return true;
        }

        public override char GetNextChar() => next < text.Length ? text[next++] : '\0';

        public override bool MovePrevious() => next > 0 && next-- > 0;

        public override void Reset() => (text, next) = ("", 0);
    }
}
