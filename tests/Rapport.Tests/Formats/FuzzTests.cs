using System.Text;
using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

/// <summary>
/// Random and mutated input: 20,000 a run, others with RAPPORT_FUZZ_INPUTS. A failure names its seed, to be tried again with
/// RAPPORT_FUZZ_SEED. An input that a parser never finishes with ends the run as a hang.
/// </summary>
[Trait("Spec", "CUS-9")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const long MostBytes = 16 << 20;

    private static readonly string[] seeds =
    [
        "id,name\r\n1,\"Ada \"\"L\"\"\"\r\n2,\"two\nlines\"\r\n",
        "sep=;\na;b\n'1';'2'\n",
        "+44 (0)20 7946 0018 ext. 12",
        "tel:863;phone-context=+1-914;isub=1",
        "1-800-FLOWERS,,3#",
        "ada.lovelace+x@müller.example",
        "\"a b\"@example.com",
        "ATU13585627",
        "CHE-100.155.212 MWST",
        "27AAPFU0939F1ZV",
        "4111 1111 1111 1111 DE89 3704 0044 0532 0130 00",
        "BEGIN:VCARD\r\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=x:=4D=\r\n=6D;b\\;\r\n",
        "ADR;a=\"b:c\":;;x\\\r\n y;\r\nPHOTO:AA\r\n BB\r\nEND:VCARD\r\n",
        "dn: cn=a\r\nmail:: YQ==\r\n b\r\nst:< file:///\r\n\r\n",
        "a,\"b\\\"c\",d\r\n",
    ];

    private static readonly string[] countries = ["US", "GB", "AR", "MX", "IT", "BR", "DE", "IN", "ES", "IE", "xx"];

    [Fact]
    public void No_input_makes_a_parser_throw_hang_or_hoard()
    {
        var seed = Setting("RAPPORT_FUZZ_SEED", Environment.TickCount);
        var random = new Random(seed);
        var most = 0L;
        for (var round = Setting("RAPPORT_FUZZ_INPUTS", 20_000); round > 0; round--)
        {
            var input = Input(random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var failure = Record.Exception(() => ReadAll(input, countries[random.Next(countries.Length)]));
            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(failure is null, $"seed {seed}, input {Convert.ToBase64String(input)}: {failure}");
            Assert.True(taken < MostBytes, $"seed {seed}, input {Convert.ToBase64String(input)}: {taken:N0} bytes");
            most = Math.Max(most, taken);
        }

        output.WriteLine($"seed {seed}, {most:N0} bytes at most");
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("x,\"a\n")]
    [InlineData("\"\"\"\n")]
    [InlineData("a,")]
    [InlineData("\"\"")]
    [InlineData("\"a\n\"\"b\n")]
    [InlineData("a")]
    public void Twenty_megabytes_of_malice_are_read_once_and_take_memory_in_proportion(string part)
    {
        using var stream = new CountedStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, 20_000_000 / part.Length))));
        var dialect = CsvDialect.Detect(stream) with { HasHeader = false };
        Assert.InRange(stream.BytesRead, 0, 2 << 20);
        var (count, most, before) = (0, 0L, GC.GetAllocatedBytesForCurrentThread());
        foreach (var row in new CsvRows(stream, dialect))
        {
            var now = GC.GetAllocatedBytesForCurrentThread();
            (count, most, before) = (count + 1, Math.Max(most, now - before), now);
        }

        output.WriteLine($"{count:N0} rows of {most:N0} bytes at most, {stream.BytesRead:N0} bytes read");
        // The whole input may be one row; its text in pieces and once more as a whole is in proportion to it.
        Assert.True(most < 4 * stream.Length, $"{most:N0} bytes for one row");
        Assert.InRange(stream.BytesRead, stream.Length, stream.Length + (4 << 20));
    }

    /// <summary>Counts what is read from it: a reader that goes back again and again takes long on any machine.</summary>
    private sealed class CountedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long BytesRead { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            BytesRead += read;
            return read;
        }
    }

    private static void ReadAll(byte[] input, string country)
    {
        using var stream = new MemoryStream(input);
        var dialect = CsvDialect.Detect(stream);
        var rows = new CsvRows(stream, dialect, new CsvLimits(50, 10, 200)).ToList();
        Assert.All(rows, row => Assert.True(row.Fields.Count <= 10 && row.Fields.All(field => field.Length <= 50)));
        Assert.Equal(input.Length, stream.Position);
        stream.Position = 0;
        Assert.All(new VCardRows(stream), row => Assert.Equal(ContactCard.Columns.Count, row.Fields.Count));
        stream.Position = 0;
        Assert.All(new LdifRows(stream), row => Assert.Equal(ContactCard.Columns.Count, row.Fields.Count));
        TableFormats.Detect(input);
        foreach (var text in new[] { Encoding.UTF8.GetString(input), Encoding.Unicode.GetString(input) })
        {
            var part = text.Length > 90 ? text[..90] : text;
            PhoneNumber.Read(part, country);
            PhoneNumber.Digits(text);
            EmailAddress.TryParse(part, out _);
            EmailAddress.TryParse("a@" + part, out _);
            TaxId.Check(part.Length > 20 ? part[..20] : part, country);
            Countries.FromText(part);
            Iban.TryParse(part, out _);
            Vin.TryParse(part, out _);
            CardNumber.IsCard(part);
            PersonalData.Find(text);
            CsvText.Guard(text);
        }
    }

    private static byte[] Input(Random random)
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        if (random.Next(4) == 0)
        {
            return bytes;
        }

        var mutated = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => seeds[random.Next(seeds.Length)]))
        );
        for (var change = random.Next(6); change > 0; change--)
        {
            mutated[random.Next(mutated.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"\"',;\t\r\n+0@."[random.Next(11)];
        }

        return mutated[random.Next(mutated.Length / 2)..];
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;
}
