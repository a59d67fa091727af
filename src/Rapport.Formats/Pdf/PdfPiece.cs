using System.Text;
using HarfBuzzSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace Rapport.Formats;

/// <summary>Neighbouring code points of a line that are shaped together: of one direction, one script and one font.</summary>
internal sealed record PdfPiece(int Start, int End, PdfFont Font, Script Script, bool IsRightToLeft)
{
    /// <summary>The glyphs from left to right.</summary>
    /// <param name="line">The code points of the whole line: letters at the edges of the piece join with those beyond.</param>
    public IEnumerable<PdfGlyph> Shaped(int[] line, bool isThickened)
    {
        using var buffer = new Buffer();
        buffer.AddCodepoints(line, Start, End - Start);
        buffer.Direction = IsRightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
        buffer.Script = Script;
        buffer.Language = new Language("und");
        buffer.ClusterLevel = ClusterLevel.MonotoneCharacters;
        Font.Shape(buffer);
        var (glyphs, places) = (buffer.GlyphInfos, buffer.GlyphPositions);
        var texts = TextsOf(line, glyphs, places);
        return
        [
            .. glyphs.Select(
                (glyph, i) =>
                    new PdfGlyph(
                        Font,
                        isThickened,
                        (ushort)glyph.Codepoint,
                        Font.Scaled(places[i].XAdvance),
                        Font.Scaled(places[i].XOffset),
                        Font.Scaled(places[i].YOffset),
                        texts[i]
                    )
            ),
        ];
    }

    /// <summary>
    /// The text each glyph stands for. Marks above and below carry none, else readers put them on lines of their own; what HarfBuzz joined
    /// or reordered is dealt out over the glyphs of the group in the order in which it is read.
    /// </summary>
    private string[] TextsOf(int[] line, GlyphInfo[] glyphs, GlyphPosition[] places)
    {
        var texts = new string[glyphs.Length];
        Array.Fill(texts, "");
        var groups = Enumerable.Range(0, glyphs.Length).GroupBy(i => (int)glyphs[i].Cluster).OrderByDescending(group => group.Key).ToList();
        var end = End;
        foreach (var group in groups)
        {
            var isFirst = group == groups[^1];
            var carriers = group.Where(i => places[i].XAdvance > 0).ToList();
            if (carriers.Count == 0 && !isFirst)
                continue;
            if (carriers.Count == 0)
                carriers.Add(group.First());
            if (IsRightToLeft)
                carriers.Reverse();
            var start = isFirst ? Start : group.Key;
            Deal(line.AsSpan(start, end - start), carriers, texts);
            end = start;
        }
        return texts;
    }

    private static void Deal(ReadOnlySpan<int> codes, List<int> carriers, string[] texts)
    {
        for (var i = 0; i < carriers.Count && codes.Length > 0; i++)
        {
            var count = i + 1 < carriers.Count ? 1 : codes.Length;
            texts[carriers[i]] = TextOf(codes[..count]);
            codes = codes[count..];
        }
    }

    private static string TextOf(ReadOnlySpan<int> codes)
    {
        var text = new StringBuilder(codes.Length);
        foreach (var code in codes)
            text.Append(new Rune(code).ToString());
        return text.ToString();
    }
}
