using System.Globalization;
using HarfBuzzSharp;

namespace Rapport.Formats;

/// <summary>
/// One look in several fonts, each for some scripts; every sign with its marks is taken from the first that has it, and what none has is
/// shown by the first font's box for missing glyphs.
/// </summary>
/// <param name="own">The fonts of the look itself.</param>
/// <param name="others">Fonts for further scripts, of regular weight.</param>
/// <param name="isBold">Whether the others are thickened, to stand beside bold ones.</param>
public sealed class PdfTypeface(IReadOnlyList<PdfFontSource> own, IReadOnlyList<PdfFontSource> others, bool isBold = false)
{
    private const int EmojiSelector = 0xFE0F;
    private const int TextSelector = 0xFE0E;

    /// <param name="isRightToLeft">The direction of the whole line; that of its first letter when null.</param>
    public PdfLine Line(string text, bool? isRightToLeft = null) => PdfLine.Of(text, this, isRightToLeft);

    /// <summary>The text as a line, cut off with an ellipsis where it would be wider.</summary>
    public PdfLine Fitted(string text, double size, double width)
    {
        var line = Line(text);
        if (line.WidthAt(size) <= width)
            return line;
        var signs = StringInfo.ParseCombiningCharacters(text);
        var fits = Most(signs.Length, count => Line(text[..signs[count]] + "…").WidthAt(size) <= width);
        return Line(text[..signs[fits]].TrimEnd() + "…");
    }

    /// <summary>The text in lines, broken between words, and within one that is wider than a line.</summary>
    public IEnumerable<PdfLine> Wrapped(string text, double size, double width)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var isRightToLeft = new BidiParagraph([.. paragraph.EnumerateRunes().Select(rune => rune.Value)]).IsRightToLeft;
            foreach (var line in Broken(paragraph, line => Line(line, isRightToLeft).WidthAt(size) <= width))
                yield return Line(line, isRightToLeft);
        }
    }

    private static IEnumerable<string> Broken(string paragraph, Predicate<string> fits)
    {
        var line = "";
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (fits(longer))
            {
                line = longer;
                continue;
            }
            if (line.Length > 0)
                yield return line;
            line = word;
            while (!fits(line) && StringInfo.ParseCombiningCharacters(line) is { Length: > 1 } signs)
            {
                var part = signs[Math.Max(1, Most(signs.Length, count => fits(line[..signs[count]])))];
                yield return line[..part];
                line = line[part..];
            }
        }
        yield return line;
    }

    /// <summary>The greatest number below <paramref name="over"/> that fits; 0 always does.</summary>
    private static int Most(int over, Predicate<int> fits)
    {
        var most = 0;
        while (over - most > 1)
        {
            var middle = (most + over) / 2;
            if (fits(middle))
                most = middle;
            else
                over = middle;
        }
        return most;
    }

    internal bool Thickens(PdfFont font) => isBold && !own.Any(source => source.IsRead(font));

    /// <summary>The font of each code point: a sign and the marks on it are of one font.</summary>
    /// <param name="scripts">Of each code point; signs common to all scripts have that of their neighbours.</param>
    internal PdfFont[] FontsOf(string text, Script[] scripts)
    {
        var fonts = new PdfFont[scripts.Length];
        var at = 0;
        for (var signs = StringInfo.GetTextElementEnumerator(text); signs.MoveNext(); )
        {
            var sign = signs.GetTextElement();
            var codes = sign.EnumerateRunes().Select(rune => rune.Value).ToArray();
            Array.Fill(fonts, FontOf(sign, codes, scripts[at]), at, codes.Length);
            at += codes.Length;
        }
        return fonts;
    }

    private PdfFont FontOf(string sign, int[] codes, Script script)
    {
        int[] composed = sign.IsNormalized() ? codes : [.. sign.Normalize().EnumerateRunes().Select(rune => rune.Value)];
        var candidates = Candidates(codes, script);
        return candidates.FirstOrDefault(source => HasAll(source.Font, codes) || HasAll(source.Font, composed))?.Font
            ?? candidates.FirstOrDefault(source => source.Font.Has(codes[0]))?.Font
            ?? own[0].Font;
    }

    private IEnumerable<PdfFontSource> Candidates(int[] codes, Script script)
    {
        var near = own.Concat(others.Where(source => source.Serves(script)));
        if (codes.Contains(EmojiSelector))
            near = others.Where(source => source.HasPictures).Concat(near);
        var actual = UnicodeFunctions.Default.GetScript(codes[0]);
        return actual == Script.Common || actual == Script.Inherited ? near.Concat(others) : near;
    }

    private static bool HasAll(PdfFont font, int[] codes) => Array.TrueForAll(codes, code => IsInvisible(code) || font.Has(code));

    private static bool IsInvisible(int code) =>
        code is EmojiSelector or TextSelector || CharUnicodeInfo.GetUnicodeCategory(code) == UnicodeCategory.Format;
}
