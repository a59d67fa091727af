using System.IO.Compression;
using System.Text;

namespace Rapport.Browser;

/// <summary>
/// What somebody takes along from elsewhere: the customer master as a semicolon file in Latin-1, the sales list as a workbook, and a folder
/// of vCards. Many of the people are in two of them.
/// </summary>
internal sealed class ThreeExports
{
    public const int Rows = 12_000,
        Rejected = 3,
        Updates = 40,
        Alike = 30,
        NewInBook = 30,
        CardsAlike = 6,
        NewCards = 4;

    private static readonly string[] First =
    [
        "Jürgen",
        "Käthe",
        "Zoë",
        "René",
        "Björn",
        "Anneliese",
        "Günther",
        "Hildegard",
        "Søren",
        "Françoise",
        "Ömer",
        "Ines",
    ];
    private static readonly string[] Starts = ["Mül", "Schä", "Grö", "Wei", "Lin", "Krü", "Hof", "Bran", "Ost", "Feld", "Kö", "Ste"];
    private static readonly string[] Middles = ["ler", "fen", "ßner", "den", "mann", "ger", "berg", "stein", "ner", "bach", "ling", "hau"];
    private static readonly string[] Ends = ["", "er", "sen", "feld", "mayr", "thal", "hoff", "wald", "ert", "ow", "itz", "inger"];
    private static readonly string[] Towns = ["Köln", "München", "Düsseldorf", "Nürnberg", "Hamburg"];

    private sealed record Person(int Number)
    {
        public string FirstName => First[Number % 12];
        public string LastName =>
            Starts[Number / 12 % 12] + Middles[Number / 144 % 12] + Ends[Number / 1728 % 12] + (Number >= 20_736 ? "-Voß" : "");
        public string Name => $"{FirstName} {LastName}";
        public string Email => $"{Key(FirstName)}.{Key(LastName)}@{(char)('a' + Number % 26)}{Number}.example";
        public string Phone => $"0221 {1_000_000 + Number * 7_919L % 8_999_993}";
        public string Street => $"{Middles[Number * 7 % 12]}{Ends[1 + Number / 5 % 11]}straße {Number * 31 % 997 + 1}";
        public DateOnly Birthday => new DateOnly(1940, 1, 1).AddDays(Number * 37 % 22_000);
        public string PostalCode => $"{10_000 + Number * 4_001 % 89_000}";
        public string Town => Towns[Number % 5];
    }

    public static byte[] Master()
    {
        var file = new StringBuilder(
            "Kundenstamm – Auszug\r\nErstellt am 01.03.2026 für die "
                + "Übergabe\r\n\r\nKundennummer;Vorname;Nachname;E-Mail;Telefon;Geburtstag;Straße;PLZ;Ort;Land\r\n".Replace('–', '-')
        );
        for (var n = 1; n <= Rows; n++)
        {
            var who = new Person(n);
            file.Append(
                    n switch
                    {
                        100 => "K-100;;;namenlos@beispiel.example;;;;;;Deutschland",
                        200 => $"K-200;{who.FirstName};{who.LastName};keine Adresse;;;;;;Deutschland",
                        300 => $"K-300;{who.FirstName};{who.LastName};;;31.02.1970;;;;Deutschland",
                        _ => $"K-{n};{who.FirstName};{who.LastName};{who.Email};{who.Phone};{who.Birthday:dd.MM.yyyy};"
                            + $"{char.ToUpperInvariant(who.Street[0])}{who.Street[1..]};{who.PostalCode};{who.Town};Deutschland",
                    }
                )
                .Append("\r\n");
        }
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    /// <summary>
    /// Some known by their number with a new phone, some of the master without theirs and written the other way round, some new. Dates are
    /// numbers, as Excel keeps them.
    /// </summary>
    public static byte[] Book()
    {
        var rows = new StringBuilder(Row(1, "Kundennummer", "Name", "E-Mail", "Handy", "Geburtsdatum"));
        var line = 1;
        for (var n = 1000; n < 1000 + Updates; n++)
            rows.Append(Row(++line, $"K-{n}", new Person(n).Name, "", $"0171 {5_000_000 + n}", Day(n)));
        for (var n = 2000; n < 2000 + Alike; n++)
            rows.Append(Row(++line, "", $"{new Person(n).LastName}, {new Person(n).FirstName}", new Person(n).Email, "", Day(n)));
        for (var n = 30_000; n < 30_000 + NewInBook; n++)
            rows.Append(Row(++line, "", new Person(n).Name, new Person(n).Email, "", Day(n)));
        return Zip(
            ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
            (
                "xl/workbook.xml",
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
                    + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Verkauf\" "
                    + "sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"x\"><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
            (
                "xl/styles.xml",
                "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs><xf numFmtId=\"0\"/><xf "
                    + "numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
            (
                "xl/worksheets/sheet1.xml",
                $"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
            )
        );

        static int Day(int n) => new Person(n).Birthday.DayNumber - new DateOnly(1899, 12, 30).DayNumber;
    }

    /// <summary>A file each, in three versions and two encodings; the last holds all the new ones.</summary>
    public static IEnumerable<(string Name, byte[] Content)> Cards()
    {
        for (var n = 0; n < CardsAlike; n++)
        {
            // Half of them are known from the master, half from the workbook alone.
            var who = new Person(n < CardsAlike / 2 ? 3000 + n : 30_000 + n);
            var (version, encoding) = n % 3 == 0 ? ("2.1", Encoding.Latin1) : (n % 3 == 1 ? "3.0" : "4.0", Encoding.UTF8);
            var charset = version == "2.1" ? ";CHARSET=ISO-8859-1" : "";
            yield return (
                $"{n:00} {who.Name}.vcf",
                encoding.GetBytes(
                    $"BEGIN:VCARD\r\nVERSION:{version}\r\nFN{charset}:{who.Name}\r\n"
                        + $"N{charset}:{who.LastName};{who.FirstName};;;\r\nEMAIL:{who.Email}\r\nTEL:{who.Phone}\r\nEND:VCARD\r\n"
                )
            );
        }
        yield return (
            "neu.vcf",
            Encoding
                .UTF8.GetPreamble()
                .Concat(
                    Encoding.UTF8.GetBytes(
                        string.Concat(
                            Enumerable
                                .Range(40_000, NewCards)
                                .Select(n =>
                                    $"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{new Person(n).Name}\r\nEMAIL:{new Person(n).Email}\r\nEND:VCARD\r\n"
                                )
                        )
                    )
                )
                .ToArray()
        );
    }

    /// <summary>Somebody whom the workbook changes.</summary>
    public static (string Search, string PhoneBefore, string PhoneAfter) Updated(int n) =>
        (new Person(1000 + n).Email, new Person(1000 + n).Phone, $"0171 {5_001_000 + n}");

    private static string Key(string name) =>
        string.Concat(name.ToLowerInvariant().Normalize(NormalizationForm.FormD).Where(char.IsAsciiLetter));

    private static string Row(int number, string id, string name, string email, string phone, object birthday)
    {
        var born = birthday is int day ? $"<c r=\"E{number}\" s=\"1\"><v>{day}</v></c>" : Text("E", (string)birthday);
        var cells = Text("A", id) + Text("B", name) + Text("C", email) + Text("D", phone) + born;
        var row = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $"<row r=\"{number}\">{cells}</row>".Replace("#", row, StringComparison.Ordinal);
    }

    private static string Text(string column, string text) =>
        text.Length == 0 ? "" : $"<c r=\"{column}#\" t=\"inlineStr\"><is><t>{text}</t></is></c>";

    private static byte[] Zip(params (string Path, string Text)[] parts)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in parts)
            {
                using var part = archive.CreateEntry(path).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return file.ToArray();
    }
}
