using HarfBuzzSharp;

namespace Rapport.Formats;

/// <summary>A font that is read when text first asks for a script it serves: those of East Asia take megabytes.</summary>
/// <param name="scripts">ISO 15924 codes, with Zsye for pictures (emoji).</param>
/// <param name="read">Gives the font; called once.</param>
public sealed class PdfFontSource(IReadOnlyCollection<string> scripts, Func<PdfFont> read)
{
    private readonly Lazy<PdfFont> font = new(read);

    internal PdfFont Font => font.Value;

    internal bool HasPictures => scripts.Contains("Zsye");

    internal bool Serves(Script script) => scripts.Contains(script.ToString());

    internal bool IsRead(PdfFont other) => font.IsValueCreated && font.Value == other;
}
