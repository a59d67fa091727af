using System.IO.Compression;
using System.Text;
using Rapport.Tests.Formats;

namespace Rapport.Tests.Records.Customers.Import;

/// <summary>
/// Files that are broken or meant ill: a sentence or a rejected row, what is sound goes in, and the next request is answered.
/// </summary>
[Trait("Spec", "CUS-9")]
public abstract class ImportBadInputTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(QuietSqliteServer server) : ImportBadInputTests(server), IClassFixture<QuietSqliteServer>;

    public sealed class OnPostgres(QuietPostgresServer server) : ImportBadInputTests(server), IClassFixture<QuietPostgresServer>;

    private const int Mega = 1 << 20;

    [Fact]
    public async Task A_line_of_huge_length_costs_one_row()
    {
        var at = await Fresh();
        var file = new byte[24 * Mega];
        Array.Fill(file, (byte)'x');
        "name,email\nAda Lovelace,ada@example.com\n"u8.CopyTo(file);
        "\nGrace Hopper,grace@example.com\n"u8.CopyTo(file.AsSpan(file.Length - 32));
        Counts(await Import(at, file), created: 2, rejected: 1);
        Assert.True(
            (await at.Api.Get($"/api/imports/{(await Rows("/api/imports", at.Api))[0].GetProperty("id")}/rejected")).Expect(200).Text.Length
                < 2 * Mega
        );
    }

    [Fact]
    public async Task A_file_of_one_line_or_of_ten_thousand_columns_is_refused_with_a_sentence()
    {
        var (_, api) = await Fresh();
        var wide = string.Join(',', Enumerable.Range(0, 10_000).Select(c => $"column {c}"));
        var refused = await Upload(api, $"{wide}\n{new string(',', 9_999)}\n");
        Refused(422, refused, field: "file");
        Assert.Contains("10000 columns", refused.Text);
        Refused(422, await Upload(api, string.Concat(Enumerable.Repeat("Ada,", Mega))), field: "file");
    }

    [Fact]
    public async Task Without_a_header_the_first_row_is_a_customer_too()
    {
        var at = await Fresh();
        Counts(
            await Import(
                at,
                "Ada Lovelace,ada@example.com,+44 20 7946 0018\nGrace Hopper,grace@example.com,+44 20 7946 0019\nJoan "
                    + "Clarke,joan@example.com,+44 20 7946 0020\n"
            ),
            created: 3
        );
        var ada = (await ByName(at.Api))["Ada Lovelace"];
        Assert.Equal(("ada@example.com", "+44 20 7946 0018"), (Text(ada, "email"), Text(ada, "phone")));
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_costs_its_row()
    {
        var at = await Fresh();
        var rest = string.Concat(Enumerable.Range(0, 200).Select(i => $"Person {i},p{i}@example.com\n"));
        Counts(
            await Import(
                at,
                $"name,email\nAda Lovelace,ada@example.com\n\"Grace Hopper,grace@example.com\n{rest}",
                ("on_duplicate", "create")
            ),
            created: 201,
            rejected: 1
        );
    }

    [Fact]
    public async Task Zero_bytes_reject_their_rows_and_a_file_of_nothing_else_is_refused_or_rejected()
    {
        var at = await Fresh();
        Counts(
            await Import(at, "name,email\nA\0da,ada@example.com\nGrace,gr\0ace@example.com\nJoan,joan@example.com\n"),
            created: 1,
            rejected: 2
        );
        Assert.InRange((await Upload(at.Api, new byte[Mega], "zeros.csv")).Status, 200, 422);
    }

    [Fact]
    public async Task Rows_of_two_encodings_in_one_file_are_read_each_as_it_was_written()
    {
        var at = await Fresh();
        Counts(
            await Import(
                at,
                [
                    .. "name,city\n"u8,
                    .. "Zoë Weiß,Köln\n"u8,
                    .. Encoding.Latin1.GetBytes("Jürgen Groß,München\n"),
                    .. "Σοφία Δήμου,Αθήνα\n"u8,
                ]
            ),
            created: 3
        );
        Assert.Equal(["Jürgen Groß", "Zoë Weiß", "Σοφία Δήμου"], (await ByName(at.Api)).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_workbook_that_unpacks_to_a_thousandfold_is_refused()
    {
        var (_, api) = await Fresh();
        var bomb = Bomb();
        var refused = await Upload(api, bomb, "bomb.xlsx");
        Refused(422, refused, field: "file");
        Assert.Equal(200, (await api.Get("/api/imports")).Status);
    }

    [Fact]
    public async Task Entities_in_a_workbook_are_refused()
    {
        var (_, api) = await Fresh();
        foreach (
            var entity in new[]
            {
                "<!ENTITY a SYSTEM \"file:///etc/passwd\">",
                "<!ENTITY a SYSTEM \"http://127.0.0.1:9/\">",
                "<!ENTITY a \"aaaaaaaaaa\">",
            }
        )
        {
            var parts = Parts(
                "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Name</t></is></c></row><row r=\"2\"><c r=\"A2\" "
                    + "t=\"inlineStr\"><is><t>&a;</t></is></c></row>"
            );
            parts[^1] = (parts[^1].Path, $"<!DOCTYPE worksheet [{entity}]>" + parts[^1].Text);
            var refused = await Upload(api, Workbook.Zip(parts), "entity.xlsx");
            Refused(422, refused, field: "file");
            Assert.DoesNotContain("root:", refused.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Formulas_give_what_they_showed_and_merged_cells_stand_in_their_first()
    {
        var at = await Fresh();
        var rows =
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Customers of March</t></is></c></row>"
            + "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Name</t></is></c><c r=\"B2\" "
            + "t=\"inlineStr\"><is><t>E-Mail</t></is></c><c r=\"C2\" t=\"inlineStr\"><is><t>City</t></is></c></row>"
            + "<row r=\"3\"><c r=\"A3\" t=\"str\"><f>CONCATENATE(\"Ada\",\" \",\"Lovelace\")</f><v>Ada Lovelace</v></c><c r=\"B3\" "
            + "t=\"inlineStr\"><is><t>ada@example.com</t></is></c><c r=\"C3\" t=\"inlineStr\"><is><t>Leeds</t></is></c></row>"
            + "<row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>Grace Hopper</t></is></c><c r=\"B4\" "
            + "t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>"
            + "<row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t>Joan Clarke</t></is></c><c "
            + "r=\"B5\"><f>HYPERLINK(\"http://127.0.0.1:9\")</f></c></row>";
        var book = Parts(rows);
        book[^1] = (
            book[^1].Path,
            book[^1]
                .Text.Replace(
                    "</sheetData>",
                    "</sheetData><mergeCells count=\"2\"><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"C3:C5\"/></mergeCells>",
                    StringComparison.Ordinal
                )
        );
        var import = await Import(at, Workbook.Zip(book));
        Assert.Equal(3, import["rows_done"].GetInt32());
        var found = await ByName(at.Api);
        Assert.Equal("ada@example.com", Text(found["Ada Lovelace"], "email"));
        Assert.Null(Text(found["Joan Clarke"], "email"));
    }

    [Fact]
    public async Task A_card_with_a_picture_of_50_MB_goes_in_without_it()
    {
        var at = await Fresh();
        var start = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada Lovelace\r\nPHOTO;ENCODING=b;TYPE=JPEG:"u8;
        var end = "\r\nEMAIL:ada@example.com\r\nEND:VCARD\r\n"u8;
        var card = new byte[50 * Mega];
        Array.Fill(card, (byte)'A');
        start.CopyTo(card);
        end.CopyTo(card.AsSpan(card.Length - end.Length));
        Counts(await Import(at, card), created: 1);
        var ada = await Opened(at.Api, (await ByName(at.Api))["Ada Lovelace"]);
        Assert.Equal(("ada@example.com", null), (Text(ada, "email"), Text(ada, "avatar_url")));
    }

    private static List<(string Path, string Text)> Parts(string rows)
    {
        using var archive = new ZipArchive(new MemoryStream(Workbook.Of(rows)));
        return [.. archive.Entries.Select(e => (e.FullName, new StreamReader(e.Open()).ReadToEnd()))];
    }

    private static byte[] Bomb()
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in Parts("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Name</t></is></c></row>"))
            {
                using var part = archive.CreateEntry(path, CompressionLevel.Optimal).Open();
                var isSheet = path.EndsWith("sheet1.xml", StringComparison.Ordinal);
                part.Write(
                    Encoding.UTF8.GetBytes(
                        isSheet
                            ? text.Replace("</t>", "", StringComparison.Ordinal)[..text.IndexOf("</t>", StringComparison.Ordinal)]
                            : text
                    )
                );
                var block = new byte[Mega];
                Array.Fill(block, (byte)'A');
                for (var i = 0; isSheet && i < 512; i++)
                    part.Write(block);
            }
        }
        return file.ToArray();
    }
}
