using System.Text;
using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

[Trait("Spec", "CUS-9")]
public sealed class CsvDialectTests
{
    private const string Text = "Name;Stadt;Umsatz\r\nMüller, Jörg;Köln;1,5\r\nGroß;Zürich;2,25\r\n";

    public static TheoryData<string, bool> Encodings =>
        new()
        {
            { "utf-8", false },
            { "utf-8", true },
            { "utf-16", false },
            { "utf-16", true },
            { "utf-16BE", false },
            { "utf-16BE", true },
            { "utf-32", false },
            { "utf-32", true },
            { "utf-32BE", true },
            { "windows-1252", false },
        };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Any_encoding_with_and_without_mark_gives_the_same_text(string name, bool hasMark)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        var stream = new MemoryStream([.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Text)]);
        var dialect = CsvDialect.Detect(stream);
        var rows = new CsvRows(stream, dialect);
        var fields = rows.SelectMany(row => row.Fields).ToList();

        Assert.Equal((';', '"', true), (dialect.Delimiter, dialect.Quote, dialect.HasHeader));
        Assert.Equal(["Name", "Stadt", "Umsatz"], rows.Header);
        Assert.Equal(["Müller, Jörg", "Köln", "1,5", "Groß", "Zürich", "2,25"], fields);
    }

    [Fact]
    public void Japanese_in_Shift_JIS_is_told_from_the_letters_of_Windows_1252()
    {
        const string japanese = "氏名,メール,電話\r\n山田太郎,taro@example.jp,03-1234-5678\r\n佐藤花子,hanako@example.jp,\r\n";
        var stream = new MemoryStream(CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes(japanese));
        Assert.Equal("山田太郎", new CsvRows(stream, CsvDialect.Detect(stream)).First().Fields[0]);

        foreach (var text in new[] { "name\nJürgen Müßig\nZoë\n", "note\nit’s “fine” – really\n€ 5\n", "ville\nÉvreux\nOrléans\nà côté\n" })
        {
            Assert.Equal(1252, CsvDialect.Detect(CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(text)).Encoding.CodePage);
        }
    }

    [Theory]
    [InlineData("Contacts of March\r\nMade on 2026-03-01\r\n\r\nName,Email,City\r\nAda,a@b.example,Leeds\r\nJoan,j@b.example,York\r\n", 2)]
    [InlineData("Report,,\nName,Email,City\nAda,a@b.example,Leeds\n", 1)]
    [InlineData("Name,Email,City\nAda,,\nJoan,j@b.example,York\n", 0)]
    [InlineData("Ada,,\nJoan,j@b.example,York\nGrace,g@b.example,Hull\n", 0)]
    [InlineData("name\nAda\nJoan\n", 0)]
    public void Lines_above_the_header_are_no_rows(string text, int preamble)
    {
        var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var dialect = CsvDialect.Detect(stream);
        Assert.Equal(preamble, dialect.PreambleRows);
        Assert.All(
            new CsvRows(stream, dialect),
            row => Assert.True(row.Fault == CsvFault.None && row.Fields[0] is "Ada" or "Joan" or "Grace")
        );
    }

    [Fact]
    public void Quotes_behind_a_backslash_are_read_where_a_file_writes_them_so()
    {
        var stream = new MemoryStream("id,text\n1,\"a \\\"b\\\" c, d\"\n2,\"C:\\\\dir\\\\\"\n3,\"x\ny\"\n"u8.ToArray());
        var dialect = CsvDialect.Detect(stream);
        Assert.Equal('\\', dialect.Escape);
        Assert.Equal(["a \"b\" c, d", "C:\\dir\\", "x\ny"], new CsvRows(stream, dialect).Select(row => row.Fields[1]));
        Assert.Equal('\0', CsvDialect.Detect("path\n\"C:\\dir\\\"\n\"a\"\"b\"\n"u8).Escape);
    }

    [Fact]
    public void Letters_of_Windows_1252_in_a_file_of_UTF_8_are_kept()
    {
        var bytes = Encoding.UTF8.GetBytes("name\nJörg\nZoë\n").Concat("Andr\u00E9\n"u8[..4].ToArray()).Append((byte)0xE9).ToArray();
        var stream = new MemoryStream(bytes);

        Assert.Equal(["Jörg", "Zoë", "André"], new CsvRows(stream, CsvDialect.Detect(stream)).Select(row => row.Fields[0]));
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n", ',')]
    [InlineData("a;b;c\n1,5;2,5;3,5\n", ';')]
    [InlineData("a\tb\tc\n1, x\t2\t3\n", '\t')]
    [InlineData("a|b|c\n1|2|3\n", '|')]
    [InlineData("name\nAda\nGrace\n", ',')]
    [InlineData("note;x\n\"a,b,c\nd,e,f\";1\n\"g,h\";2\n", ';')]
    [InlineData("sep=;\na,b;c\n1;2\n", ';')]
    [InlineData("sep=^\na^c\n1^2\n", '^')]
    public void The_delimiter_is_found(string text, char delimiter)
    {
        Assert.Equal(delimiter, CsvDialect.Detect(Encoding.UTF8.GetBytes(text)).Delimiter);
    }

    [Theory]
    [InlineData("name,email\nAda,ada@example.com\n", true)]
    [InlineData("Ada,ada@example.com\nGrace,grace@example.com\n", false)]
    [InlineData("1,2019-01-02\n2,2019-01-03\n", false)]
    [InlineData("name,phone\n", true)]
    [InlineData("", true)]
    public void A_header_is_told_from_data(string text, bool hasHeader)
    {
        Assert.Equal(hasHeader, CsvDialect.Detect(Encoding.UTF8.GetBytes(text)).HasHeader);
    }

    [Fact]
    public void A_separator_line_of_Excel_is_no_row()
    {
        var stream = new MemoryStream(Encoding.UTF8.GetBytes("sep=;\r\nname;city\r\nAda;London\r\n"));
        var rows = new CsvRows(stream, CsvDialect.Detect(stream));

        Assert.Equal(["Ada", "London"], Assert.Single(rows).Fields);
        Assert.Equal(["name", "city"], rows.Header);
    }

    [Fact]
    public void Single_quotes_used_throughout_are_quotes()
    {
        var stream = new MemoryStream(Encoding.UTF8.GetBytes("'name','city'\n'Lovelace, Ada','London'\n'O''Hara, S','Dublin'\n"));
        var rows = new CsvRows(stream, CsvDialect.Detect(stream)).ToList();

        Assert.Equal(["Lovelace, Ada", "London"], rows[0].Fields);
        Assert.Equal(["O'Hara, S", "Dublin"], rows[1].Fields);
    }
}
