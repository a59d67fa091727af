using System.Globalization;
using System.Text;

namespace Rapport.Formats;

/// <summary>
/// One look in several files, each for some scripts; every sign is taken from the first that has it, and what none has is shown as a
/// question mark.
/// </summary>
public sealed class PdfTypeface(IReadOnlyList<PdfFont> fonts)
{
    public IReadOnlyList<PdfFont> Fonts => fonts;

    /// <summary>In points.</summary>
    public double WidthOf(string text, double size) => Runs(text).Sum(run => run.Glyphs.Sum(g => run.Font.WidthOf(g.Glyph))) * size / 1000;

    /// <summary>The text, cut off with an ellipsis where it would be wider.</summary>
    public string Fitted(string text, double size, double width)
    {
        if (WidthOf(text, size) <= width)
            return text;
        var signs = StringInfo.ParseCombiningCharacters(text);
        var (fits, over) = (0, signs.Length);
        while (over - fits > 1)
        {
            var middle = (fits + over) / 2;
            if (WidthOf(text[..signs[middle]] + "…", size) <= width)
                fits = middle;
            else
                over = middle;
        }
        return text[..signs[fits]].TrimEnd() + "…";
    }

    /// <summary>The text in lines, broken between words, and within one that is wider than a line.</summary>
    public IEnumerable<string> Wrapped(string text, double size, double width)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (WidthOf(longer, size) <= width)
                    line = longer;
                else
                {
                    if (line.Length > 0)
                        yield return line;
                    line = Fitted(word, size, width);
                }
            }
            yield return line;
        }
    }

    internal IEnumerable<(PdfFont Font, List<(ushort Glyph, int CodePoint)> Glyphs)> Runs(string text)
    {
        (PdfFont Font, List<(ushort Glyph, int CodePoint)> Glyphs)? run = null;
        foreach (var sign in text.IsNormalized() ? text.EnumerateRunes() : text.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            var code = Rune.IsControl(sign) ? ' ' : sign.Value;
            if (fonts.FirstOrDefault(f => f.Has(code)) is not { } font)
                (font, code) = (fonts[0], '?');
            if (run is not { } current || current.Font != font)
            {
                if (run is { } done)
                    yield return done;
                run = (font, []);
            }
            run.Value.Glyphs.Add((font.GlyphOf(code), code));
        }
        if (run is { } last)
            yield return last;
    }
}
