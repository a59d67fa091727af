using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Tests.Records.Customers.Import;

/// <summary>Files as other programs write them.</summary>
[Trait("Spec", "CUS-9")]
public abstract class ImportFormatTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ImportFormatTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ImportFormatTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_CSV_of_our_own_fields_goes_in_as_it_says()
    {
        var at = await Fresh();
        const string home = "12 St James's Square,London,SW1Y 4LE,United Kingdom";
        Counts(
            await Import(
                at,
                $"""
                external_id,type,display_name,status,email,phone,birth_date,tags,street_line_1,city,postal_code,country
                A-1,individual,Ada Lovelace,active,Ada@Example.com,020 7946 0018,1915-12-10,"vip; fleet",{home}
                A-2,organization,Analytical Engines Ltd,,office@engines.example,,,,,,,
                """
            ),
            created: 2,
            rejected: 0
        );

        var found = await ByName(at.Api);
        var ada = await Opened(at.Api, found["Ada Lovelace"]);
        Assert.Equal(
            ("A-1", "active", "Ada@Example.com", "+442079460018", "1915-12-10"),
            (Text(ada, "external_id"), Text(ada, "status"), Text(ada, "email"), Text(ada, "phone_e164"), Text(ada, "birth_date"))
        );
        Assert.Equal("import", Text(ada, "source"));
        var address = Assert.Single(await Rows($"/api/customers/{ada.GetProperty("id")}/addresses", at.Api));
        Assert.Equal(
            ("12 St James's Square", "SW1Y 4LE", "GB"),
            (Text(address, "street_line_1"), Text(address, "postal_code"), Text(address, "country"))
        );
        Assert.Equal(
            "Analytical Engines Ltd",
            (await Opened(at.Api, found["Analytical Engines Ltd"])).GetProperty("account").GetProperty("legal_name").GetString()
        );
        Assert.Equal(
            1,
            await Count(
                $"""
                select count(*) from timeline_entries where organization_id = {at.Id} and customer_id = {ada.GetProperty("id").GetGuid()}
                  and type = {"customer.imported"}
                """
            )
        );
        await AssertDerived(at.Id);
    }

    [Fact]
    public async Task A_semicolon_file_in_Latin_1_with_German_headers_and_dates_is_understood()
    {
        var at = await Fresh();
        var file = Encoding.Latin1.GetBytes(
            "Vorname;Nachname;E-Mail-Adresse;Geburtstag;Straße;PLZ;Ort;Land\r\n"
                + "Jürgen;Müller;j.mueller@example.de;03.04.1970;Hauptstraße 5;10115;Köln;Deutschland\r\n"
                + "Zoë;Weiß;zoe@example.de;31.12.1980;Am Hügel 1;50667;Köln;Österreich\r\n"
        );
        Counts(await Import(at, file), created: 2);
        var found = await ByName(at.Api);
        Assert.Equal("1970-04-03", Text(await Opened(at.Api, found["Jürgen Müller"]), "birth_date"));
        Assert.Equal("AT", Text((await Rows($"/api/customers/{found["Zoë Weiß"].GetProperty("id")}/addresses", at.Api))[0], "country"));
    }

    [Fact]
    public async Task A_tab_separated_file_in_UTF_16_is_understood()
    {
        var at = await Fresh();
        var file = new UnicodeEncoding(false, true)
            .GetPreamble()
            .Concat(
                Encoding.Unicode.GetBytes(
                    "Name\tE-mail 1 - Value\tPhone 1 - Value\r\nΣοφία Παπαδοπούλου\tsofia@example.gr ::: sofia@work.example\t+30 21 "
                        + "0123 4567\r\n"
                )
            )
            .ToArray();
        Counts(await Import(at, file), created: 1);
        var sofia = (await ByName(at.Api))["Σοφία Παπαδοπούλου"];
        Assert.Equal("sofia@example.gr", Text(sofia, "email"));
        Assert.Contains(
            await Rows($"/api/customers/{sofia.GetProperty("id")}/contacts", at.Api),
            c => Text(c, "email") == "sofia@work.example"
        );
    }

    [Theory, InlineData("sample1.csv", 16), InlineData("sample2.csv", 100)]
    public async Task Contacts_that_Google_exports_in_the_layout_of_Outlook_keep_name_company_e_mail_and_phones(string name, int rows)
    {
        var file = PublicData.Unpacked("contacts-give", "google_outlook_shared_contacts_csv.tar.gz", name);
        var at = await Fresh();
        var import = await Import(at, file);
        Assert.Equal((rows, 0), (import["rows_done"].GetInt32(), import["rejected"].GetInt32()));
        var (expected, found) = (Table(file), await ByName(at.Api));
        var lastOfEach = expected.GroupBy(r => r["ID"]).Select(g => g.Last()).ToList();
        Assert.Equal(lastOfEach.Count, found.Count);
        foreach (var row in lastOfEach)
        {
            var customer = await Opened(at.Api, found[row["Name"]]);
            Assert.Equal(row["E-mail Address"], Text(customer, "email"));
            Assert.Equal(row["Company"], customer.GetProperty("custom_fields").GetProperty("company").GetString());
            Assert.Equal(row["Mobile Phone"], Text(customer, "phone"));
            if (row["Job Title"].Length > 0)
                Assert.Equal(row["Job Title"], customer.GetProperty("custom_fields").GetProperty("job_title").GetString());
            if (row["Business Phone"].Length > 0)
                Assert.Contains(
                    await Rows($"/api/customers/{customer.GetProperty("id")}/contacts", at.Api),
                    c => Text(c, "phone") == row["Business Phone"]
                );
        }
        await AssertDerived(at.Id);
    }

    [Fact]
    public async Task Leads_of_another_CRM_go_in_and_the_nameless_ones_come_back()
    {
        var file = PublicData.Unpacked("contacts-give", "mautic_lead_csv.tar.gz", "fakeleaddata.csv");
        var at = await Fresh();
        var import = await Import(at, file);
        Assert.Equal((54, 4), (import["rows_done"].GetInt32(), import["rejected"].GetInt32()));
        var penny = await Opened(at.Api, (await ByName(at.Api))["Penny Moore"]);
        Assert.Equal(
            ("PennyKMoore@dayrep.com", "+447070860753", "Williams Bros."),
            (Text(penny, "email"), Text(penny, "phone_e164"), Text(penny.GetProperty("custom_fields"), "company"))
        );
    }

    [Fact]
    public async Task Bad_rows_are_rejected_with_their_reasons_and_never_the_file()
    {
        var at = await Fresh();
        var import = await Import(
            at,
            "external_id,display_name,email,birth_date\nB-1,Good Row,good@example.com,2001-02-03\n"
                + $"B-2,,nobody@example.com,\nB-3,Bad Mail,n/a,\nB-4,{new string('x', 300)},,\n"
                + "B-5,Bad Date,,31/02/2019\nB-6,N\0ul,,\nB-7,Card 4111 1111 1111 1111,,\nB-8,4111111111111111,,\n"
                + "B-9,Too,many,,fields\nB-10,Also Good,,\nB-11,Cut off he"
        );
        Counts(import, created: 3, rejected: 8);
        var rejected = (await Rows($"/api/imports/{import.Id}/rows?result=rejected&limit=50", at.Api)).ToDictionary(
            r => r.GetProperty("row_number").GetInt64(),
            r => r.GetProperty("details").GetProperty("errors")
        );
        Assert.Equal([2L, 3, 4, 5, 6, 8, 9, 11], rejected.Keys.Order());
        Assert.True(
            rejected[3].TryGetProperty("email", out _)
                && rejected[5].TryGetProperty("birth_date", out _)
                && rejected[4].TryGetProperty("display_name", out _)
        );
        Assert.Contains("fewer fields", rejected[11].GetProperty("row")[0].GetString());
    }

    [Fact]
    public async Task Rejected_rows_come_back_as_a_file_that_goes_in_again_once_it_is_mended()
    {
        var at = await Fresh();
        var import = await Import(
            at,
            "External ID,Name,E-mail,Remark\nR-1,Fine Person,fine@example.com,ok\nR-2,\"=SUM(A1)+cmd\",not an address,\"said "
                + "\"\"hello\"\", left\"\nR-3,@Handle,also not,+44 20 7946 0018\n"
        );
        Counts(import, created: 1, rejected: 2);
        var file = await at.Api.Get($"/api/imports/{import.Id}/rejected");
        Assert.Equal("text/csv", file.ContentType);
        var lines = file.Text.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("External ID,Name,E-mail,Remark,line,reason", lines[0]);
        Assert.StartsWith("R-2,'=SUM(A1)+cmd,not an address,\"said \"\"hello\"\", left\",3,\"email: 'not an address' is not", lines[1]);

        var mended = file
            .Text.Replace("not an address,\"said", "a@example.com,\"said", StringComparison.Ordinal)
            .Replace("also not,", "b@example.com,", StringComparison.Ordinal);
        Counts(await Import(at, mended), created: 2);
        var found = await ByName(at.Api);
        Assert.Equal("a@example.com", Text(found["=SUM(A1)+cmd"], "email"));
        Assert.Equal("b@example.com", Text(found["@Handle"], "email"));
    }

    [Fact]
    public async Task Columns_of_the_organizations_own_fields_are_filled_and_checked()
    {
        var at = await Fresh();
        foreach (
            var field in new object[]
            {
                new
                {
                    key = "fleet_size",
                    label = "Fleet size",
                    type = "number",
                },
                new
                {
                    key = "tier",
                    label = "Tier",
                    type = "choice",
                    options = new[] { "gold", "silver" },
                },
                new
                {
                    key = "fuel",
                    label = "Fuel",
                    type = "multi_choice",
                    options = new[] { "diesel", "electric" },
                },
            }
        )
            (await at.Api.Post("/api/custom-fields", field)).Expect(201);
        Counts(
            await Import(
                at,
                "name,Fleet Size,tier,Fuel\nOne,12,Gold,diesel;electric\nTwo,\"1,250\",silver,\nThree,7,bronze,\nFour,many,,\nFive,,,\n"
            ),
            created: 3,
            rejected: 2
        );
        var one = (await Opened(at.Api, (await ByName(at.Api))["One"])).GetProperty("custom_fields");
        Assert.Equal((12, "gold"), (one.GetProperty("fleet_size").GetInt32(), Text(one, "tier")));
        Assert.Equal(["diesel", "electric"], one.GetProperty("fuel").EnumerateArray().Select(v => v.GetString()).Order());
        Assert.Equal(
            1250,
            (await Opened(at.Api, (await ByName(at.Api))["Two"])).GetProperty("custom_fields").GetProperty("fleet_size").GetInt32()
        );
        await AssertDerived(at.Id);
    }

    [Fact]
    public async Task A_birthday_without_a_year_rejects_nobody()
    {
        var at = await Fresh();
        Counts(await Import(at, "Name,Birthday\nAda,--12-10\nGrace,1906-12-09\nJoan,06/24\n"), created: 3);
        Assert.Equal("--12-10", Text((await Opened(at.Api, (await ByName(at.Api))["Ada"])).GetProperty("custom_fields"), "birthday"));
    }

    [Fact]
    public async Task What_is_no_table_is_refused_with_a_sentence()
    {
        var ((_, api), before) = (await Fresh(), await StoredFiles());
        Refused(422, await Upload(api, [0x50, 0x4B, 3, 4, 0, 0], "book.xlsx"), field: "file");
        Refused(422, await Upload(api, [0xD0, 0xCF, 0x11, 0xE0, 1, 2], "book.xls"), field: "file");
        Refused(422, await Upload(api, [], "empty.csv"), field: "file");
        Refused(422, await Upload(api, "%PDF-1.7\n"u8.ToArray(), "scan.csv"), field: "file");
        Assert.Equal(415, (await api.Post("/api/imports", "{}")).Status);
        Assert.Equal(before, await StoredFiles());
    }

    private static List<Dictionary<string, string>> Table(byte[] csv)
    {
        using var stream = new MemoryStream(csv);
        var rows = new Rapport.Formats.CsvRows(stream, Rapport.Formats.CsvDialect.Detect(stream));
        var all = rows.ToList();
        return all.ConvertAll(r => rows.Header.Zip(r.Fields).GroupBy(p => p.First).ToDictionary(p => p.Key, p => p.First().Second));
    }
}
