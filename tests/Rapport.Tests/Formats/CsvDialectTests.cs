using System.Text;
using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

[Trait("Spec", "CUS-9")]
public sealed class CsvDialectTests
{
    private const string Text = "Name;Stadt;Umsatz\r\nMüller, Jörg;Köln;1,5\r\nGroß;Zürich;2,25\r\n";

    public static TheoryData<string, bool> Encodings => new()
    {
        { "utf-8", false }, { "utf-8", true }, { "utf-16", false }, { "utf-16", true }, { "utf-16BE", false }, { "utf-16BE", true },
        { "utf-32", false }, { "utf-32", true }, { "utf-32BE", true }, { "windows-1252", false },
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
