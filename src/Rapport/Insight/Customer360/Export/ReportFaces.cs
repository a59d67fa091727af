using Rapport.Formats;

namespace Rapport.Insight.Customer360.Export;

/// <summary>The typefaces of printed reports, read when the first one is printed.</summary>
internal sealed class ReportFaces(IWebHostEnvironment environment)
{
    // Each sign is taken from the first file that has it: the commonest stand first.
    private static readonly string[] Scripts = ["latin", "latin-ext", "greek", "cyrillic", "vietnamese"];

    private readonly Lazy<(PdfTypeface Plain, PdfTypeface Bold)> faces = new(() => (Read(environment, 400), Read(environment, 600)));

    public PdfTypeface Plain => faces.Value.Plain;
    public PdfTypeface Bold => faces.Value.Bold;

    private static PdfTypeface Read(IWebHostEnvironment environment, int weight) => new([.. Scripts.Select(script =>
    {
        using var file = environment.WebRootFileProvider.GetFileInfo($"fonts/report/inter-{script}-{weight}.woff").CreateReadStream();
        using var whole = new MemoryStream();
        file.CopyTo(whole);
        return PdfFont.Read(whole.ToArray(), $"Inter-{weight}-{script}");
    })]);
}
