using System.Text;
using Rapport.Formats;
using Rapport.Insight.Customer360.Export;
using Xunit;

namespace Rapport.Tests.Formats;

[Trait("Spec", "C360-17.2")]
public sealed class PdfDocumentTests
{
    private static readonly ReportFaces faces = new();

    [Theory]
    [InlineData("Żółć Đặng Thị Hồng Ngọc ế")]
    [InlineData("Ελένη Παπαδοπούλου ἀρχή")]
    [InlineData("Дмитрий Їжак")]
    [InlineData("王小明 歐陽龍 张伟有限公司")]
    [InlineData("山田 太郎 カタカナ ひらがな")]
    [InlineData("김민준 주식회사")]
    [InlineData("สมชาย ใจดี ที่นี่ น้ำ")]
    [InlineData("राजेश कुमार कि क्ष्मी श्री")]
    [InlineData("রহিম উদ্দিন কি")]
    [InlineData("தமிழ் கொடி")]
    [InlineData("გიორგი Հայկ ኢትዮጵያ ខ្មែរ ລາວ မြန်မာ")]
    [InlineData("తెలుగు ગુજરાતી ਪੰਜਾਬੀ ಕನ್ನಡ മലയാളം සිංහල")]
    [InlineData("Ada 👩‍👩‍👧 🎉 ❤️ 👍🏽 🇩🇪 ✓ → €")]
    [InlineData("e\u0301 and a\u0323\u0302")]
    public void What_was_written_can_be_searched_for_and_copied(string text)
    {
        Assert.Equal([text], PdfText.Lines(Printed(text)));
        Assert.DoesNotContain(faces.Plain.Line(text).Glyphs, glyph => glyph.Glyph == 0);
    }

    [Theory]
    [InlineData("محمد عبد الله", "هللا دبع دمحم")]
    [InlineData("שלום עולם", "םלוע םולש")]
    [InlineData("שלום 2024", "2024 םולש")]
    [InlineData("Müller & محمد GmbH", "Müller & دمحم GmbH")]
    [InlineData("שלום (Ltd)", "(Ltd) םולש", true)]
    public void Scripts_from_right_to_left_are_shown_so(string text, string shown, bool mirrors = false)
    {
        var line = Assert.Single(PdfText.Lines(Printed(text)));

        Assert.Equal(shown, mirrors ? line.Replace(')', '\0').Replace('(', ')').Replace('\0', '(') : line);
        Assert.DoesNotContain(faces.Plain.Line(text).Glyphs, glyph => glyph.Glyph == 0);
    }

    [Fact]
    public void Arabic_letters_are_joined()
    {
        var joined = faces.Plain.Line("محم").Glyphs.Where(glyph => glyph.Text == "م").Select(glyph => glyph.Glyph).ToList();
        var alone = faces.Plain.Line("م").Glyphs.Single().Glyph;

        Assert.Equal(3, joined.Append(alone).Distinct().Count());
    }

    [Fact]
    public void A_sign_that_no_font_has_is_a_box_and_keeps_its_text()
    {
        var text = "a\U00012000b";

        Assert.Equal([text], PdfText.Lines(Printed(text)));
        Assert.Equal(0, faces.Plain.Line(text).Glyphs[1].Glyph);
    }

    [Fact]
    public void A_document_holds_only_the_glyphs_it_shows()
    {
        Assert.InRange(Printed("Ada Lovelace").Length, 1_000, 5_000);
        Assert.InRange(Printed("王小明").Length, 1_000, 5_000);
        Assert.InRange(Printed("محمد 🎉 สมชาย 김민준 Дмитрий").Length, 1_000, 20_000);
    }

    [Fact]
    public void A_long_text_is_broken_and_no_sign_of_it_is_lost()
    {
        var text = string.Concat(Enumerable.Repeat("中文段落很长没有空格", 30));

        var lines = faces.Plain.Wrapped(text, 9, 200).ToList();

        Assert.All(lines, line => Assert.InRange(line.WidthAt(9), 1, 200));
        Assert.Equal(text, string.Concat(lines.SelectMany(line => line.Glyphs.Select(glyph => glyph.Text))));
        Assert.InRange(faces.Plain.Fitted(text, 9, 200).WidthAt(9), 150, 200);
    }

    [Fact]
    public void Any_text_can_be_printed()
    {
        var random = new Random(4711);
        int[] starts = [0, 0x300, 0x590, 0x600, 0x900, 0xE00, 0x2000, 0x2060, 0x3000, 0xD800, 0xDC00, 0xFE00, 0x1F300, 0xE0000];
        var document = new PdfDocument();
        document.AddPage();
        for (var i = 0; i < 1_000; i++)
        {
            var text = new StringBuilder();
            for (var length = random.Next(40); length > 0; length--)
            {
                var code = starts[random.Next(starts.Length)] + random.Next(128);
                text.Append(code > 0xFFFF ? char.ConvertFromUtf32(code) : ((char)code).ToString());
            }

            foreach (var line in faces.Plain.Wrapped(text.ToString(), 9, 60))
            {
                document.Text(10, 10, line, 9);
            }

            document.Text(10, 10, faces.Bold.Fitted(text.ToString(), 9, 60), 9);
        }

        Assert.NotEmpty(PdfText.Lines(document.ToBytes()));
    }

    [Fact]
    public void A_damaged_font_is_refused()
    {
        using var file = typeof(ReportFaces).Assembly.GetManifestResourceStream("fonts/inter-latin-400-normal.woff")!;
        using var whole = new MemoryStream();
        file.CopyTo(whole);
        var random = new Random(4711);
        for (var i = 0; i < 300; i++)
        {
            var font = whole.ToArray()[..random.Next(1, (int)whole.Length)];
            for (var changes = random.Next(20); changes > 0; changes--)
            {
                font[random.Next(Math.Min(font.Length, 600))] = (byte)random.Next(256);
            }

            try
            {
                PdfFont.Read(font, "damaged");
            }
            catch (InvalidDataException)
            {
                continue;
            }
        }

        Assert.Throws<InvalidDataException>(() => PdfFont.Read("wOFF"u8.ToArray(), "short"));
        Assert.Throws<InvalidDataException>(() => PdfFont.Read([], "empty"));
    }

    private static byte[] Printed(string text)
    {
        var document = new PdfDocument();
        document.AddPage();
        document.Text(50, 50, faces.Plain.Line(text), 9);
        return document.ToBytes();
    }
}
