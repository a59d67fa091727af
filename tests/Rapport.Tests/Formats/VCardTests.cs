using System.Text;
using Rapport.Formats;

namespace Rapport.Tests.Formats;

[Trait("Spec", "CUS-9")]
public sealed class VCardTests
{
    private static List<Dictionary<string, string>> Read(string text, Encoding? encoding = null) =>
        Read((encoding ?? Encoding.UTF8).GetBytes(text.ReplaceLineEndings("\r\n")));

    private static List<Dictionary<string, string>> Read(byte[] file) =>
        [
            .. new VCardRows(new MemoryStream(file)).Select(row =>
                ContactCard.Columns.Zip(row.Fields).Where(p => p.Second.Length > 0).ToDictionary(p => p.First, p => p.Second)
            ),
        ];

    [Fact]
    public void A_card_of_2_1_with_quoted_printable_and_its_own_character_set_is_read()
    {
        var card = Assert.Single(
            Read(
                """
                BEGIN:VCARD
                VERSION:2.1
                N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg;;Dr.;jr.
                FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg =
                M=C3=BCller
                TEL;HOME;VOICE:+49 30 1234567
                TEL;CELL;PREF:+49 170 1234567
                TEL;WORK;FAX:+49 30 7654321
                ADR;WORK;ENCODING=QUOTED-PRINTABLE:;;Hauptstra=C3=9Fe 5=0D=0AHinterhaus;K=C3=B6ln;;50667;Germany
                BDAY:19700403
                END:VCARD
                """
            )
        );
        Assert.Equal(
            ("Müller", "Jörg", "jr.", "1970-04-03"),
            (card["Family Name"], card["Given Name"], card["Name Suffix"], card["Birthday"])
        );
        Assert.Equal(("+49 170 1234567", "+49 30 1234567"), (card["Phone 1 - Value"], card["Phone 2 - Value"]));
        Assert.False(card.ContainsKey("Phone 3 - Value"));
        Assert.Equal(
            ("Hauptstraße 5\r\nHinterhaus", "Köln", "50667", "Germany"),
            (card["Address 1 - Street"], card["Address 1 - City"], card["Address 1 - Postal Code"], card["Address 1 - Country"])
        );
    }

    [Fact]
    public void Folded_lines_groups_escapes_and_several_values_of_3_0_are_read()
    {
        var card = Assert.Single(
            Read(
                "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\n  "
                    + "Lovelace\nN:Lovelace;Ada;Augusta,King;;\nitem1.EMAIL;type=INTERNET:ada@work.example\n"
                    + "item1.X-ABLabel:Work\nEMAIL;TYPE=\"internet,pref\":ada@example.com\n"
                    + "ORG:Analytical Engines\\, Ltd;Research\nNOTE:One\\nTwo\\; three\nCATEGORIES:vip,first programmers\n"
                    + "UID:urn:uuid:4fbe8971\nEND:VCARD\n"
            )
        );
        Assert.Equal(("Ada", "Augusta King", "Lovelace"), (card["Given Name"], card["Additional Name"], card["Family Name"]));
        Assert.Equal(
            ("ada@example.com", "ada@work.example", "4fbe8971"),
            (card["E-mail 1 - Value"], card["E-mail 2 - Value"], card["External ID"])
        );
        Assert.Equal(
            ("Analytical Engines, Ltd", "One\nTwo; three", "vip, first programmers"),
            (card["Company"], card["Notes"], card["Tags"])
        );
    }

    [Fact]
    public void URIs_and_partial_dates_of_4_0_are_read_and_a_file_in_UTF_16_too()
    {
        const string text =
            "BEGIN:VCARD\nVERSION:4.0\nFN:Σοφία\nTEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+30-21-0123-4567;ext=5\n"
            + "EMAIL:mailto:sofia@example.gr\nBDAY:--0412\nADR;GEO=\"geo:1,2\";LABEL=\"A: b\":;;Odos 1;Athina;;10431;Greece\n"
            + "END:VCARD\n";
        foreach (var card in new[] { Read(text)[0], Read([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)])[0] })
        {
            Assert.Equal(
                ("Σοφία", "+30-21-0123-4567", "sofia@example.gr", "--04-12", "Athina"),
                (card["Name"], card["Phone 1 - Value"], card["E-mail 1 - Value"], card["Birthday"], card["Address 1 - City"])
            );
        }
    }

    [Fact]
    public void A_card_without_a_name_is_called_by_its_address_and_one_cut_off_says_so()
    {
        var rows = new VCardRows(
            new MemoryStream("BEGIN:VCARD\nEMAIL:nobody@example.com\nEND:VCARD\nBEGIN:VCARD\nFN:Cut Of"u8.ToArray())
        ).ToList();
        Assert.Equal("nobody@example.com", rows[0].Fields[0]);
        Assert.Equal((CsvFault.None, CsvFault.CutOff, 4L), (rows[0].Fault, rows[1].Fault, rows[1].Line));
    }

    [Fact]
    public void A_picture_of_50_MB_is_passed_over_without_being_held()
    {
        using var file = new MemoryStream();
        var line = Encoding.ASCII.GetBytes(" " + new string('A', 74) + "\r\n");
        file.Write("BEGIN:VCARD\r\nFN:Heavy\r\nPHOTO;ENCODING=b:\r\n"u8);
        while (file.Length < 25 << 20)
            file.Write(line);
        file.Write("TEL:1\r\nPHOTO;ENCODING=b:"u8);
        while (file.Length < 50 << 20)
            file.Write(line.AsSpan(1, 74));
        file.Write("\r\nEMAIL:heavy@example.com\r\nEND:VCARD\r\n"u8);
        file.Position = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var row = Assert.Single(new VCardRows(file));
        // Each of its lines is text for a moment; the whole picture as text would be three times the file.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * file.Length);
        Assert.Contains("heavy@example.com", row.Fields);
    }

    [Fact]
    public void Every_card_that_a_phone_or_mail_program_exported_has_a_name_and_its_values()
    {
        PublicData.Unpacked(
            "contacts-give",
            "ezvcard_client_exports.tar.gz",
            folder =>
            {
                var files = Directory.GetFiles(folder, "*.vcf", SearchOption.AllDirectories);
                Assert.True(files.Length >= 17);
                foreach (
                    var cards in files
                        .Where(f => !f.EndsWith("issue114.vcf", StringComparison.Ordinal))
                        .Select(f => Read(File.ReadAllBytes(f)))
                )
                {
                    Assert.NotEmpty(cards);
                    Assert.All(cards, card => Assert.Contains(card.Keys, k => k is "Name" or "Given Name" or "Family Name" or "Company"));
                    Assert.All(
                        cards.SelectMany(c => c.Where(v => v.Key.StartsWith("E-mail", StringComparison.Ordinal))),
                        v => Assert.Contains('@', v.Value)
                    );
                    Assert.All(cards.SelectMany(c => c.Values), v => Assert.DoesNotContain('\uFFFD', v));
                }

                var outlook = Read(File.ReadAllBytes(files.Single(f => f.EndsWith("outlook-2003.vcf", StringComparison.Ordinal))))[0];
                Assert.Equal(
                    ("John", "Doe", "III", "1980-03-21"),
                    (outlook["Given Name"], outlook["Family Name"], outlook["Name Suffix"], outlook["Birthday"])
                );
                Assert.Equal(
                    ("123 Main St", "Austin", "TX", "12345", "United States of America"),
                    (
                        outlook["Address 1 - Street"],
                        outlook["Address 1 - City"],
                        outlook["Address 1 - Region"],
                        outlook["Address 1 - Postal Code"],
                        outlook["Address 1 - Country"]
                    )
                );
            }
        );
    }
}
