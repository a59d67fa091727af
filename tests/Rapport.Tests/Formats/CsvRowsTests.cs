using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

[Trait("Spec", "CUS-9")]
public sealed class CsvRowsTests(ITestOutputHelper output)
{
    [Fact]
    public void An_unclosed_quote_is_reported_and_costs_one_row()
    {
        var rows = Rows("id,name\n1,\"Ada\n2,\"Grace\"\n3,Edsger\n");

        Assert.Equal(CsvFault.UnclosedQuote, rows[0].Fault);
        Assert.Equal(["1", "\"Ada"], rows[0].Fields);
        Assert.Equal(["2 Grace", "3 Edsger"], rows.Skip(1).Select(row => string.Join(' ', row.Fields)));
        Assert.All(rows.Skip(1), row => Assert.Null(row.Problem));
    }

    [Fact]
    public void An_unclosed_quote_in_a_large_file_costs_one_row_and_little_memory()
    {
        var text = new StringBuilder("id,name\n1,\"Ada\n");
        for (var id = 2; id <= 300_000; id++)
        {
            text.Append(id).Append(",a name that is long enough\n");
        }

        var rows = Rows(text.ToString());

        Assert.Equal(300_000, rows.Count);
        Assert.Equal([1L], rows.Where(row => row.Fault != CsvFault.None).Select(row => row.Number));
    }

    [Fact]
    public void Rows_know_their_number_and_the_line_they_began_in()
    {
        var rows = Rows("id,note\r\n1,\"two\r\nlines\"\r\n\r\n2,x\r\n");

        Assert.Equal([(1L, 2L), (2L, 5L)], rows.Select(row => (row.Number, row.Line)));
    }

    [Theory]
    [InlineData("a,b\n1\n", CsvFault.TooFewFields)]
    [InlineData("a,b\n1,2,3\n", CsvFault.TooManyFields)]
    [InlineData("a,b\n1,2,,\n", CsvFault.None)]
    [InlineData("a,b\n1,\"2\"3\n", CsvFault.TextAfterQuote)]
    [InlineData("a,b\n1,\"2\" \n", CsvFault.None)]
    [InlineData("a,b\n1,\"2", CsvFault.UnclosedQuote)]
    [InlineData("a,b\n1,12345678901\n", CsvFault.FieldTooLong)]
    [InlineData("a,b\n1,2,3,4,5\n", CsvFault.TooManyColumns)]
    [InlineData("a,b\n1,1234567890123456789012345678901234567890\n", CsvFault.RowTooLong)]
    public void What_is_wrong_with_a_row_is_told_and_the_next_row_is_sound(string text, CsvFault fault)
    {
        var rows = Rows(text + (text.EndsWith('\n') ? "8,9\n" : ""), new CsvLimits(10, 4, 30));

        Assert.Equal(fault, rows[0].Fault);
        Assert.Equal(fault == CsvFault.None, rows[0].Problem is null);
        Assert.All(rows.Skip(1), row => Assert.Equal(["8", "9"], row.Fields));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Every_line_ending_ends_a_row(string ending)
    {
        Assert.Equal(["1|2", "3|4"], Rows($"a,b{ending}1,2{ending}3,4").Select(row => string.Join('|', row.Fields)));
    }

    [Fact]
    public async Task Rows_read_asynchronously_are_the_same()
    {
        var text = "id,name\n" + string.Concat(Enumerable.Range(1, 50_000).Select(id => $"{id},\"name, {id}\"\n"));
        var rows = new CsvRows(new MemoryStream(Encoding.UTF8.GetBytes(text)), CsvDialect.Rfc4180);
        var header = await rows.ReadHeader();
        var read = new List<string>();
        await foreach (var row in rows.Read())
        {
            read.Add(string.Join('|', row.Fields));
        }

        Assert.Equal(["id", "name"], header);
        Assert.Equal(Rows(text).Select(row => string.Join('|', row.Fields)), read);
    }

    [Fact]
    public void What_is_written_is_read_back_in_every_dialect()
    {
        var signs = Gen.Elements("a", "é", "漢", "1", " ", ",", ";", "\t", "|", "\"", "'", "\n", "\r", "\r\n", "=", "😀");
        var field = signs.ListOf().Select(parts => string.Concat(parts));
        var table = Gen.Choose(1, 6).SelectMany(width => field.ListOf(width).NonEmptyListOf());
        var dialect =
            from delimiter in Gen.Elements(',', ';', '\t', '|')
            from quote in Gen.Elements('"', '\'')
            from encoding in Gen.Elements<Encoding>(
                new UTF8Encoding(false),
                new UnicodeEncoding(false, false),
                new UnicodeEncoding(true, false),
                new UTF32Encoding(true, false)
            )
            select new CsvDialect(encoding, delimiter, quote, HasHeader: false);
        Prop.ForAll(
                table.SelectMany(rows => dialect.Select(how => (Rows: rows, How: how))).ToArbitrary(),
                sample =>
                {
                    var read = new CsvRows(
                        new MemoryStream(sample.How.Encoding.GetBytes(Written(sample.Rows, sample.How))),
                        sample.How
                    ).ToList();
                    return read.Count == sample.Rows.Count
                        && read.Zip(sample.Rows).All(pair => pair.First.Fields.SequenceEqual(pair.Second) && pair.First.Problem is null);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_files_of_csv_spectrum_come_out_equal()
    {
        PublicData.Unpacked(
            "csv-give",
            "csv_spectrum.tar.gz",
            folder =>
            {
                // What is expected of location_coordinates is not what its CSV holds (another telephone number), so it is looked at below.
                foreach (var json in Directory.GetFiles(Path.Combine(folder, "json")).Where(file => !file.Contains("location")))
                {
                    using var stream = File.OpenRead(Path.Combine(folder, "csvs", Path.GetFileNameWithoutExtension(json) + ".csv"));
                    var rows = new CsvRows(stream, CsvDialect.Detect(stream));
                    var read = rows.Select(row => rows.Header.Zip(row.Fields).ToDictionary(cell => cell.First, cell => cell.Second))
                        .ToList();
                    var expected = JsonSerializer.Deserialize<List<Dictionary<string, string>>>(File.ReadAllText(json))!;

                    // One of the files lost its CRLF on the way into the repository it comes from.
                    Assert.True(Unix(JsonSerializer.Serialize(expected)) == Unix(JsonSerializer.Serialize(read)), Path.GetFileName(json));
                }

                using var location = File.OpenRead(Path.Combine(folder, "csvs", "location_coordinates.csv"));
                var place = Assert.Single(new CsvRows(location, CsvDialect.Detect(location)));
                Assert.Equal(["2095257564", "37\uFFFD36'37.8\"N 121\uFFFD2'17.9\"W", "Modesto", "Stanislaus"], place.Fields);
            }
        );
    }

    [Theory]
    [InlineData("csv-give", "salesforce_dataloader_csv.tar.gz", 48, 0)]
    [InlineData("csv-give", "dittofeed_user_uploads.tar.gz", 6, 1)]
    [InlineData("contacts-give", "google_outlook_shared_contacts_csv.tar.gz", 2, 0)]
    [InlineData("contacts-give", "mautic_lead_csv.tar.gz", 6, 0)]
    public void Exports_of_real_programs_are_read_with_just_the_faults_they_have(string folder, string archive, int files, int expected)
    {
        PublicData.Unpacked(
            folder,
            archive,
            unpacked =>
            {
                var (count, faulty) = (0, 0);
                foreach (var file in Directory.GetFiles(unpacked, "*.csv", SearchOption.AllDirectories))
                {
                    using var stream = File.OpenRead(file);
                    var dialect = CsvDialect.Detect(stream);
                    var rows = new CsvRows(stream, dialect);
                    var faults = rows.Where(row => row.Fault != CsvFault.None).ToList();
                    output.WriteLine(
                        $"{Path.GetFileName(file)}: {dialect.Encoding.WebName} {dialect.Delimiter} header {dialect.HasHeader} "
                            + $"{rows.Header.Count} columns: {string.Join('|', rows.Header.Take(3))}"
                    );
                    (count, faulty) = (count + 1, faulty + faults.Count);
                }

                Assert.Equal((files, expected), (count, faulty));
            }
        );
    }

    private static List<CsvRow> Rows(string text, CsvLimits? limits = null) =>
        [.. new CsvRows(new MemoryStream(Encoding.UTF8.GetBytes(text)), CsvDialect.Rfc4180, limits)];

    private static string Unix(string json) => json.Replace("\\r\\n", "\\n", StringComparison.Ordinal);

    private static string Written(IEnumerable<IEnumerable<string>> rows, CsvDialect dialect)
    {
        var writer = new StringWriter();
        foreach (var row in rows)
        {
            CsvText.Write(writer, row, dialect.Delimiter, dialect.Quote);
        }

        return writer.ToString();
    }
}
