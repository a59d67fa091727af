using Rapport.Formats;

namespace Rapport.Insight.Customer360.Export;

/// <summary>The typefaces of printed reports, read when the first one is printed.</summary>
internal sealed class ReportFaces
{
    // Each sign is taken from the first file that has it: the commonest stand first.
    private static readonly string[] Scripts = ["latin", "latin-ext", "greek", "cyrillic", "vietnamese", "greek-ext", "cyrillic-ext"];

    private readonly Lazy<(PdfTypeface Plain, PdfTypeface Bold)> faces = new(() => (Read(400), Read(600)));

    public PdfTypeface Plain => faces.Value.Plain;
    public PdfTypeface Bold => faces.Value.Bold;

    private static PdfTypeface Read(int weight) =>
        new([
            .. Scripts.Select(script =>
            {
                using var file = typeof(ReportFaces).Assembly.GetManifestResourceStream($"fonts/inter-{script}-{weight}-normal.woff")!;
                using var whole = new MemoryStream();
                file.CopyTo(whole);
                return PdfFont.Read(whole.ToArray(), $"Inter-{weight}-{script}");
            }),
        ]);
}
