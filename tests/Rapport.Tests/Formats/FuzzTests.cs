using System.Diagnostics;
using System.Text;
using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

/// <summary>
/// Random and mutated input: five seconds a run, longer with RAPPORT_FUZZ_SECONDS. The seed is told, so that a failure can be had again
/// with RAPPORT_FUZZ_SEED.
/// </summary>
[Trait("Spec", "CUS-9")]
[Collection(Alone.Name)]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const long MostBytes = 64 << 20;

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
        var watch = Stopwatch.StartNew();
        var (slowest, rounds) = (TimeSpan.Zero, 0);
        while (watch.Elapsed < TimeSpan.FromSeconds(Setting("RAPPORT_FUZZ_SECONDS", 5)))
        {
            var input = Input(random);
            var began = watch.Elapsed;
            var failure = Record.Exception(() => ReadAll(input, countries[random.Next(countries.Length)]));
            Assert.True(failure is null, $"seed {seed}, input {Convert.ToBase64String(input)}: {failure}");
            slowest = watch.Elapsed - began > slowest ? watch.Elapsed - began : slowest;
            rounds++;
        }

        output.WriteLine($"seed {seed}, {rounds:N0} inputs, the slowest took {slowest.TotalMilliseconds:N1} ms");
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"seed {seed}: {slowest}");
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("x,\"a\n")]
    [InlineData("\"\"\"\n")]
    [InlineData("a,")]
    [InlineData("\"\"")]
    [InlineData("\"a\n\"\"b\n")]
    [InlineData("a")]
    public void Twenty_megabytes_of_malice_take_neither_long_nor_much_memory(string part)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, 20_000_000 / part.Length)));
        using var stream = new MemoryStream(bytes);
        var watch = Stopwatch.StartNew();
        var most = 0L;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var dialect = CsvDialect.Detect(stream) with { HasHeader = false };
        var count = 0;
        foreach (var row in new CsvRows(stream, dialect))
        {
            if (++count % 100_000 == 1)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        output.WriteLine($"{count:N0} rows in {watch.ElapsedMilliseconds:N0} ms, {most / 1e6:N1} MB");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), watch.Elapsed.ToString());
        Assert.True(most < MostBytes, $"{most:N0} bytes");
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
