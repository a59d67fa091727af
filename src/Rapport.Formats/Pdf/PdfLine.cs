using System.Text;
using HarfBuzzSharp;

namespace Rapport.Formats;

/// <summary>A glyph of a line. Lengths are thousandths of the text's size.</summary>
/// <param name="IsThickened">Whether its outline is drawn too, where the font has no bold weight.</param>
/// <param name="Advance">How far the next glyph stands from this one.</param>
/// <param name="X">How far it is moved from its place, as <paramref name="Y"/> (upwards).</param>
/// <param name="Text">What it stands for; empty for marks and further glyphs of a group.</param>
internal readonly record struct PdfGlyph(PdfFont Font, bool IsThickened, ushort Glyph, double Advance, double X, double Y, string Text);

/// <summary>A line of text shaped for printing, its glyphs in the order in which they are shown from left to right.</summary>
public sealed class PdfLine
{
    private readonly double width;

    private PdfLine(List<PdfGlyph> glyphs) => (Glyphs, width) = (glyphs, glyphs.Sum(glyph => glyph.Advance) / 1000);

    internal IReadOnlyList<PdfGlyph> Glyphs { get; }

    /// <summary>In points.</summary>
    public double WidthAt(double size) => width * size;

    internal static PdfLine Of(string text, PdfTypeface face, bool? isRightToLeft)
    {
        var printable = Printable(text);
        var codes = printable.EnumerateRunes().Select(rune => rune.Value).ToArray();
        var scripts = ScriptsOf(codes);
        var fonts = face.FontsOf(printable, scripts);
        var glyphs = new List<PdfGlyph>();
        foreach (var run in new BidiParagraph(codes, isRightToLeft).VisualRuns())
        {
            var pieces = Pieces(run, fonts, scripts);
            if (run.IsRightToLeft)
                pieces.Reverse();
            foreach (var piece in pieces)
                glyphs.AddRange(piece.Shaped(codes, face.Thickens(piece.Font)));
        }
        return new PdfLine(glyphs);
    }

    /// <summary>Without control characters and halves of surrogates, which no font shows.</summary>
    private static string Printable(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? " " : rune.ToString()));

    /// <summary>Signs common to all scripts go with the script before them, at the beginning with the one after.</summary>
    private static Script[] ScriptsOf(int[] codes)
    {
        var scripts = Array.ConvertAll(codes, code => UnicodeFunctions.Default.GetScript(code));
        var current = Array.Find(scripts, IsOwn);
        for (var i = 0; i < scripts.Length; i++)
            scripts[i] = current = IsOwn(scripts[i]) ? scripts[i] : current;
        return scripts;
    }

    private static bool IsOwn(Script script) => script != Script.Common && script != Script.Inherited && script != Script.Unknown;

    private static List<PdfPiece> Pieces(BidiRun run, PdfFont[] fonts, Script[] scripts)
    {
        var pieces = new List<PdfPiece>();
        for (var start = run.Start; start < run.End; start = pieces[^1].End)
        {
            var end = start + 1;
            while (end < run.End && fonts[end] == fonts[start] && scripts[end] == scripts[start])
                end++;
            pieces.Add(new PdfPiece(start, end, fonts[start], scripts[start], run.IsRightToLeft));
        }
        return pieces;
    }
}
