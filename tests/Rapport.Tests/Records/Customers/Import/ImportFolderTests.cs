using System.Text;

namespace Rapport.Tests.Records.Customers.Import;

/// <summary>A folder of vCards, sent together.</summary>
[Trait("Spec", "CUS-9")]
public abstract class ImportFolderTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ImportFolderTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ImportFolderTests(server), IClassFixture<PostgresServer>;

    private static readonly (string Name, byte[] Content)[] Cards =
    [
        (
            "a.vcf",
            Encoding.Latin1.GetBytes(
                "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=ISO-8859-1:Jürgen Groß\r\nEMAIL:juergen@example.de\r\nEND:VCARD"
            )
        ),
        (
            "b.vcf",
            [
                .. Encoding.UTF8.GetPreamble(),
                .. Encoding.UTF8.GetBytes("BEGIN:VCARD\nVERSION:4.0\nFN:Zoë Weiß\nEMAIL:zoe@example.de\nEND:VCARD\n"),
            ]
        ),
        (
            "c.vcf",
            [
                .. Encoding.Unicode.GetPreamble(),
                .. Encoding.Unicode.GetBytes("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Σοφία Δήμου\r\nEND:VCARD\r\n"),
            ]
        ),
    ];

    [Fact]
    public async Task Several_cards_are_one_import_whatever_they_are_written_in_and_in_whatever_order_they_come()
    {
        var (at, before) = (await Fresh(), (await StoredFiles()).Count);
        var sent = (await Send(at.Api, Cards)).Expect(201);
        Assert.Equal("a.vcf and 2 more", Text(sent.Json, "file_name"));
        Assert.Equal(sent.Id, (await Send(at.Api, [.. Cards.Reverse()])).Expect(200).Id);
        Assert.Equal(before + 1, (await StoredFiles()).Count);

        (await at.Api.Post($"/api/imports/{sent.Id}/run")).Expect(202);
        await Eventually(async () => (await at.Api.Get($"/api/imports/{sent.Id}"))["state"].GetString() == "finished", "the import");
        Assert.Equal(["Jürgen Groß", "Zoë Weiß", "Σοφία Δήμου"], (await ByName(at.Api)).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(before, (await StoredFiles()).Count);
    }

    [Fact]
    public async Task A_table_among_the_cards_is_refused_by_its_name_and_nothing_is_kept()
    {
        var (at, before) = (await Fresh(), (await StoredFiles()).Count);
        var refused = await Send(at.Api, [.. Cards, ("list.csv", "name\nAda\n"u8.ToArray())]);
        Refused(400, refused, field: "file");
        Assert.Contains("list.csv", refused.Text);
        Assert.Equal(before, (await StoredFiles()).Count);
    }

    [Fact]
    public async Task A_row_without_a_name_shows_in_the_preview_unless_its_ID_is_known()
    {
        var at = await Fresh();
        Counts(await Import(at, "external_id,name\nP-1,Ada Lovelace\n"), created: 1);
        var sent = (
            await Upload(
                at.Api,
                "external_id,name,email\nP-1,,ada@example.com\nP-2,,nobody@example.com\nP-3,Grace Hopper,\nP-3,,grace@example.com\n"
            )
        ).Expect(201);
        var preview = (await at.Api.Get($"/api/imports/{sent.Id}/preview")).Expect(200);
        Assert.Equal(
            (1, "display_name", 2L),
            (
                preview["rows_rejected"].GetInt32(),
                Text(preview["problems"][0], "field"),
                preview["problems"][0].GetProperty("first_row").GetInt64()
            )
        );
    }

    private static async Task<Answer> Send(HttpClient api, (string Name, byte[] Content)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
            form.Add(new ByteArrayContent(content), "file", name);
        return await api.Post("/api/imports", form);
    }
}
