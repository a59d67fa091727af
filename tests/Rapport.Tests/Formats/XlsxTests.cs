using System.IO.Compression;
using System.Text;
using Rapport.Formats;

namespace Rapport.Tests.Formats;

[Trait("Spec", "CUS-9")]
public sealed class XlsxTests
{
    private static List<(long Row, List<string> Cells)> Read(byte[] file, int sheet = 0)
    {
        using var book = XlsxBook.Open(new MemoryStream(file));
        return [.. book.Rows(book.Sheets[sheet])];
    }

    [Fact]
    public void Numbers_texts_dates_and_codes_come_out_as_they_are_shown()
    {
        var row = Read(
                Workbook.Of(
                    """
                    <row r="3"><c r="A3" t="s"><v>0</v></c><c r="C3" t="inlineStr"><is><r><t>in </t></r><r><t>line</t></r></is></c>
                    <c r="D3" s="1"><v>25569</v></c><c r="E3" s="2"><v>44197.75</v></c>
                    <c r="F3" s="3"><v>1234</v></c><c r="G3"><v>4.47911123456E+11</v></c>
                    <c r="H3" t="b"><v>1</v></c><c r="I3" t="e"><v>#REF!</v></c>
                    <c r="J3" t="str"><f>A1&amp;B1</f><v>done</v></c><c r="K3" s="4"><v>1.5</v></c><c r="L3" s="1"/></row>
                    """,
                    "<si><t xml:space=\"preserve\">Ada </t><rPh><t>no</t></rPh></si>"
                )
            )
            .Single();
        Assert.Equal(3, row.Row);
        Assert.Equal(
            ["Ada ", "", "in line", "1970-01-01", "2021-01-01 18:00:00", "01234", "447911123456", "true", "", "done", "1.5"],
            row.Cells
        );
    }

    [Fact]
    public void Dates_count_from_1904_in_workbooks_that_say_so_and_a_day_that_never_was_does_no_harm()
    {
        const string rows =
            "<row><c s=\"1\"><v>1</v></c><c s=\"1\"><v>61</v></c><c s=\"1\"><v>0.5</v></c><c s=\"1\"><v>-3</v></c><c "
            + "s=\"1\"><v>1E+300</v></c></row>";
        Assert.Equal(["1900-01-01", "1900-03-01", "12:00:00", "-3"], Read(Workbook.Of(rows))[0].Cells.Take(4));
        Assert.Equal("1904-01-02", Read(Workbook.Of([("S", rows)], properties: "<workbookPr date1904=\"1\"/>"))[0].Cells[0]);
    }

    [Fact]
    public void Sheets_have_their_names_and_hidden_ones_are_left_out()
    {
        var file = Workbook.Of([
            ("Hidden", "<row><c><v>1</v></c></row>"),
            ("Empty", ""),
            ("People", "<row/><row><c t=\"str\"><v>x</v></c></row>"),
        ]);
        using var book = XlsxBook.Open(new MemoryStream(file));
        Assert.Equal(["Empty", "People"], book.Sheets.Select(s => s.Name));
        Assert.Empty(book.Rows(book.Sheets[0]));
        Assert.Equal((2L, "x"), book.Rows(book.Sheets[1]).Select(r => (r.Row, r.Cells[0])).Single());
    }

    [Fact]
    public void Entities_and_document_types_are_refused()
    {
        var file = Workbook.Zip([
            ("xl/_rels/workbook.xml.rels", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Relationships>&x;</Relationships>"),
            ("xl/workbook.xml", "<workbook/>"),
        ]);
        Assert.Throws<InvalidDataException>(() => XlsxBook.Open(new MemoryStream(file)));
        Assert.Throws<InvalidDataException>(() => Read(Workbook.Of("</sheetData></worksheet><!DOCTYPE a>")));
    }

    [Fact]
    public void A_bomb_ends_with_an_error_and_little_memory()
    {
        var (styles, sheet) = (Bomb("xl/styles.xml", 40), Bomb("xl/worksheets/sheet1.xml", 200));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => XlsxBook.Open(new MemoryStream(styles)));
        // One cell of 200 MB is cut at what a cell may have.
        Assert.Equal(32_767, Read(sheet)[0].Cells[0].Length);
        var held = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(held < 20 << 20, $"{held:N0} bytes");
    }

    private static byte[] Bomb(string path, int megabytes)
    {
        using var file = new MemoryStream();
        file.Write(Workbook.Of("<row/>"));
        using (var archive = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            archive.GetEntry(path)!.Delete();
            using var part = archive.CreateEntry(path).Open();
            part.Write("<x><sheetData><row><c t=\"str\"><v>"u8);
            var block = new byte[1 << 20];
            Array.Fill(block, (byte)'A');
            for (var i = 0; i < megabytes; i++)
                part.Write(block);
            part.Write("</v></c></row></sheetData></x>"u8);
        }

        return file.ToArray();
    }

    [Fact]
    public void No_workbook_makes_the_reader_throw_anything_but_that_it_is_damaged()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var whole = Workbook.Of(
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"ZZ1\" s=\"2\"><v>44197.75</v></c></row>",
            "<si><t>Ada</t></si>"
        );
        for (var round = 0; round < 2_000; round++)
        {
            var file =
                random.Next(2) == 0
                    ? Damaged(random, whole)
                    : Workbook.Of(
                        Encoding.Latin1.GetString(
                            Damaged(
                                random,
                                "<row r=\"9\"><c r=\"AB9\" t=\"inlineStr\" s=\"1\"><is><t>x</t></is><v>1e5</v></c></row>"u8.ToArray()
                            )
                        ),
                        "<si><r><t>a</t></r></si>"
                    );
            var fault = Record.Exception(() => Read(file));
            Assert.True(
                fault is null or InvalidDataException or ArgumentOutOfRangeException { ParamName: "index" },
                $"seed {seed}: {fault}"
            );
        }
    }

    private static byte[] Damaged(Random random, byte[] whole)
    {
        var bytes = whole.ToArray();
        for (var i = random.Next(1, 6); i > 0; i--)
            bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)"<>/\"&;= 0"[random.Next(9)] : (byte)random.Next(256);
        return bytes;
    }
}
