using System.Text;
using Rapport.Tests.Formats;

namespace Rapport.Tests.Records.Customers.Import;

/// <summary>Files that are no CSV, and fields that are made on the way.</summary>
[Trait("Spec", "CUS-9")]
public abstract class ImportSourceTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ImportSourceTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ImportSourceTests(server), IClassFixture<PostgresServer>;

    private static string Row(params string[] cells) =>
        $"<row>{string.Concat(cells.Select(c => $"<c {(double.TryParse(c, out _) ? "s=\"1\"" : "t=\"str\"")}><v>{c}</v></c>"))}</row>";

    [Fact]
    public async Task A_workbook_with_a_title_above_its_header_goes_in_with_its_dates()
    {
        var at = await Fresh();
        var file = Workbook.Of([
            ("Notes", Row("Read me")),
            (
                "Customers",
                Row("Customers of March")
                    + Row("Name", "E-mail", "Birthday", "City")
                    + Row("Ada Lovelace", "ada@example.com", "5823", "Leeds")
                    + Row("Joan Clarke", "not one", "6385", "York")
                    + Row("Grace Hopper")
            ),
        ]);
        var import = await Import(at, file, ("sheet", "Customers"));
        Counts(import, created: 2, rejected: 1);
        Assert.Equal("1915-12-10", Text(await Opened(at.Api, (await ByName(at.Api))["Ada Lovelace"]), "birth_date"));
        Refused(422, await Upload(at.Api, file, "book.xlsx", ("sheet", "No such")), field: "sheet");
        Assert.StartsWith(
            "\uFEFFName,E-mail,Birthday,City,line,reason\r\nJoan Clarke,not one,1917-06-24,York,4,",
            (await at.Api.Get($"/api/imports/{import.Id}/rejected")).Text
        );
    }

    [Fact]
    public async Task Cards_and_entries_of_address_books_go_in_with_all_they_have()
    {
        var at = await Fresh();
        Counts(
            await Import(
                at,
                "BEGIN:VCARD\nVERSION:3.0\nN:Lovelace;Ada;;;\nFN:Ada Lovelace\nORG:Engines\nTEL;TYPE=CELL:+44 7700 "
                    + "900123\nTEL;TYPE=WORK:+44 20 7946 0018\nEMAIL:ada@example.com\nEMAIL:ada@work.example\nADR:;;1 Mill "
                    + "Lane;Leeds;;LS1 4AP;United Kingdom\nBDAY:19151210\nEND:VCARD\nBEGIN:VCARD\nEMAIL:who@example.com\nEND:VCARD\n"
            ),
            created: 2
        );
        Counts(
            await Import(
                at,
                "dn: cn=Joan\ncn: Joan Clarke\nmail: joan@example.com\nmobile: +44 7700 900456\n\ndn: o=Bombe\no: Bombe "
                    + "Ltd\ntelephoneNumber: +44 20 7946 0100\n"
            ),
            created: 2
        );
        var found = await ByName(at.Api);
        Assert.Equal(["Ada Lovelace", "Bombe Ltd", "Joan Clarke", "who@example.com"], found.Keys.Order());
        var ada = await Opened(at.Api, found["Ada Lovelace"]);
        Assert.Equal(
            ("+447700900123", "ada@example.com", "1915-12-10"),
            (Text(ada, "phone_e164"), Text(ada, "email"), Text(ada, "birth_date"))
        );
        var contact = Assert.Single(await Rows($"/api/customers/{ada.GetProperty("id")}/contacts", at.Api));
        Assert.Equal(("ada@work.example", "+44 20 7946 0018"), (Text(contact, "email"), Text(contact, "phone")));
        Assert.Equal("GB", Text(Assert.Single(await Rows($"/api/customers/{ada.GetProperty("id")}/addresses", at.Api)), "country"));
        Assert.Equal("organization", Text(found["Bombe Ltd"], "type"));
        await AssertDerived(at.Id);
    }

    [Fact]
    public async Task A_column_can_become_a_field_of_the_organizations_own()
    {
        var at = await Fresh();
        const string file = "Name,Shoe size,Bay\nAda Lovelace,38,3\n";
        Refused(422, await Upload(at.Api, file, ("mapping", "{\"Shoe size\":\"custom_fields.Shoe Size\"}")), field: "Shoe size");
        Counts(await Import(at, file, ("mapping", "{\"Shoe size\":\"custom_fields.shoe_size\"}")), created: 1);
        Assert.Equal("38", Text((await Opened(at.Api, (await ByName(at.Api))["Ada Lovelace"])).GetProperty("custom_fields"), "shoe_size"));
        Assert.Contains(await Rows("/api/custom-fields", at.Api), f => Text(f, "key") == "shoe_size" && Text(f, "label") == "Shoe size");
    }

    [Fact]
    public async Task Damaged_workbooks_are_refused_with_a_sentence()
    {
        var at = await Fresh();
        var whole = Workbook.Of(Row("Name") + Row("Ada"));
        Refused(422, await Upload(at.Api, whole[..(whole.Length / 2)], "half.xlsx"), field: "file");
        Refused(422, await Upload(at.Api, Workbook.Of(""), "empty.xlsx"), field: "file");
        Refused(422, await Upload(at.Api, Workbook.Zip([("word/document.xml", "<x/>")]), "letter.docx"), field: "file");
        Counts(await Import(at, Encoding.UTF8.GetBytes("Name\tNote\nStill\there\n")), created: 1);
    }
}
