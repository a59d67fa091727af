using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

[Trait("Spec", "PLT-15")]
public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=1+2")]
    [InlineData("@SUM(A1)")]
    [InlineData("+cmd|' /C calc'!A0")]
    [InlineData("-2+3+cmd|' /C calc'!A0")]
    [InlineData("  =HYPERLINK(\"x\")")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("\u00A0=1")]
    [InlineData("\uFEFF=1")]
    [InlineData("\u200B=1")]
    [InlineData("＝1+2")]
    [InlineData("－A1")]
    [InlineData("＋A1")]
    [InlineData("＠A1")]
    [InlineData("+A1")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("+1*2")]
    [InlineData("\tplain")]
    public void What_a_spreadsheet_would_run_is_guarded(string value)
    {
        Assert.Equal("'" + value, CsvText.Guard(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ada")]
    [InlineData("-12.5")]
    [InlineData("+44 20 7946 0018")]
    [InlineData("+1 (415) 555-2671")]
    [InlineData("a=b")]
    [InlineData("12-3")]
    [InlineData(" padded")]
    public void Names_numbers_and_phones_stay_readable(string value)
    {
        Assert.Equal(value, CsvText.Guard(value));
    }

    [Fact]
    public void Fields_are_quoted_only_where_RFC_4180_asks_for_it()
    {
        var writer = new StringWriter();
        CsvText.Write(writer, ["plain", "a,b", "say \"hi\"", "two\nlines", null, " spaced "]);

        Assert.Equal("plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",,\" spaced \"\r\n", writer.ToString());
    }
}
