using System.Globalization;
using System.Text;

namespace Rapport.Formats;

/// <summary>What stands on a page, as drawing operators (ISO 32000-1, 9.4). Lengths are points from the bottom left.</summary>
internal sealed class PdfPage
{
    /// <summary>The outline of thickened glyphs, in multiples of the text's size.</summary>
    private const double Thickness = 0.03;

    /// <summary>In thousandths of the text's size: what no eye sees.</summary>
    private const double Hairline = 0.5;

    private readonly StringBuilder content = new();

    public byte[] Content => Encoding.ASCII.GetBytes(content.ToString());

    public void Line(double x1, double y1, double x2, double y2, double thickness, double gray) =>
        Append($"{gray:0.##} G {thickness:0.##} w {x1:0.##} {y1:0.##} m {x2:0.##} {y2:0.##} l S\n");

    /// <param name="fontOf">The document's part of a font.</param>
    public void Text(double x, double y, PdfLine line, double size, double gray, Func<PdfFont, PdfEmbeddedFont> fontOf)
    {
        Append($"BT {gray:0.##} g {gray:0.##} G {Thickness * size:0.###} w 1 0 0 1 {x:0.##} {y:0.##} Tm\n");
        // Where the next glyph stands by shaping, and where the reader would put it by the widths of those before.
        var (pen, reached) = (0.0, 0.0);
        PdfGlyph? previous = null;
        foreach (var glyph in line.Glyphs)
        {
            var font = fontOf(glyph.Font);
            if (previous is not { } before || !GoOn(before, glyph))
            {
                if (previous is not null)
                    Append($">] TJ\n");
                Append($"/F{font.Number} {size:0.##} Tf {glyph.Y * size / 1000:0.##} Ts {(glyph.IsThickened ? 2 : 0)} Tr [<");
            }
            var shift = Math.Round(pen + glyph.X - reached);
            if (shift != 0)
                Append($"> {-shift:0} <");
            Append($"{font.CodeOf(glyph.Glyph, glyph.Text):X4}");
            reached += shift + glyph.Font.WidthOf(glyph.Glyph);
            pen += glyph.Advance;
            previous = glyph;
        }
        Append($"{(previous is null ? "" : ">] TJ 0 Ts 0 Tr\n")}ET\n");
    }

    private static bool GoOn(PdfGlyph before, PdfGlyph glyph) =>
        glyph.Font == before.Font && glyph.IsThickened == before.IsThickened && Math.Abs(glyph.Y - before.Y) < Hairline;

    private void Append(FormattableString operators) => content.Append(operators.ToString(CultureInfo.InvariantCulture));
}
