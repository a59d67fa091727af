using Rapport.Formats;

namespace Rapport.Insight.Customer360.Export;

/// <summary>
/// The typefaces of printed reports: Inter, and Noto for the scripts that Inter has not. Each font is read when it is needed.
/// </summary>
internal sealed class ReportFaces
{
    // Each sign is taken from the first font that has it: the commonest stand first.
    private static readonly string[] parts = ["latin", "latin-ext", "greek", "cyrillic", "vietnamese", "greek-ext", "cyrillic-ext"];

    // Signs and pictures stand before scripts, and the large fonts of East Asia last: a rare sign is looked for in all of them.
    private static readonly (string Font, string Part, string[] Scripts)[] noto =
    [
        ("sans-math", "latin", ["Zmth"]),
        ("emoji", "emoji", ["Zsye"]),
        ("sans-arabic", "arabic", ["Arab"]),
        ("sans-hebrew", "hebrew", ["Hebr"]),
        ("sans-thai", "thai", ["Thai"]),
        ("sans-devanagari", "devanagari", ["Deva"]),
        ("sans-bengali", "bengali", ["Beng"]),
        ("sans-tamil", "tamil", ["Taml"]),
        ("sans-telugu", "telugu", ["Telu"]),
        ("sans-gujarati", "gujarati", ["Gujr"]),
        ("sans-gurmukhi", "gurmukhi", ["Guru"]),
        ("sans-kannada", "kannada", ["Knda"]),
        ("sans-malayalam", "malayalam", ["Mlym"]),
        ("sans-sinhala", "sinhala", ["Sinh"]),
        ("sans-georgian", "georgian", ["Geor"]),
        ("sans-armenian", "armenian", ["Armn"]),
        ("sans-ethiopic", "ethiopic", ["Ethi"]),
        ("sans-khmer", "khmer", ["Khmr"]),
        ("sans-lao", "lao", ["Laoo"]),
        ("sans-myanmar", "myanmar", ["Mymr"]),
        ("sans-kr", "korean", ["Hang"]),
        ("sans-sc", "chinese-simplified", ["Hani", "Hira", "Kana", "Bopo"]),
    ];

    public ReportFaces()
    {
        PdfFontSource[] others = [.. noto.Select(font => Source($"noto-{font.Font}", font.Part, 400, font.Scripts))];
        Plain = new PdfTypeface(Inter(400), others);
        Bold = new PdfTypeface(Inter(600), others, isBold: true);
    }

    public PdfTypeface Plain { get; }

    public PdfTypeface Bold { get; }

    private static PdfFontSource[] Inter(int weight) => [.. parts.Select(part => Source("inter", part, weight, ["Latn", "Grek", "Cyrl"]))];

    private static PdfFontSource Source(string font, string part, int weight, string[] scripts) =>
        new(
            scripts,
            () =>
            {
                using var file = typeof(ReportFaces).Assembly.GetManifestResourceStream($"fonts/{font}-{part}-{weight}-normal.woff")!;
                using var whole = new MemoryStream();
                file.CopyTo(whole);
                return PdfFont.Read(whole.ToArray(), $"{font}-{part}-{weight}");
            }
        );
}
