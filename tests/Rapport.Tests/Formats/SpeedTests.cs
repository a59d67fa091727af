using System.Diagnostics;
using System.Text;
using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

/// <summary>Floors that a debug build keeps on a busy machine; a release build is a few times faster.</summary>
[Collection(Alone.Name)]
public sealed class SpeedTests(ITestOutputHelper output)
{
    [Fact]
    public void A_hundred_thousand_rows_are_read_in_a_second()
    {
        var line = "1042,Ada,Lovelace,ada@example.com,+44 20 7946 0018,\"12, St James's Square\",London,SW1Y 4JH,GB,1815-12-10\n";
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line, 200_000)));

        AtLeast(100_000, () => new CsvRows(new MemoryStream(bytes), CsvDialect.Rfc4180 with { HasHeader = false }).Count());
    }

    [Fact]
    public void Fifteen_thousand_phones_are_read_in_a_second()
    {
        string[] written =
        [
            "+44 20 7946 0018",
            "(415) 555-2671 ext. 12",
            "030 / 23 12 50 00",
            "011 15-2345-6789",
            "1-800-FLOWERS",
            "no number",
        ];
        string[] countries = ["GB", "US", "DE", "AR", "US", "FR"];

        AtLeast(
            15_000,
            () => Enumerable.Range(0, 20_000).Count(index => PhoneNumber.Read(written[index % 6], countries[index % 6]) is not { E164: "" })
        );
    }

    private void AtLeast(int floor, Func<int> work)
    {
        var best = Enumerable
            .Range(0, 3)
            .Max(_ =>
            {
                var watch = Stopwatch.StartNew();
                return work() / watch.Elapsed.TotalSeconds;
            });
        output.WriteLine($"{best:N0} a second");

        Assert.True(best > floor, $"{best:N0} a second");
    }
}

/// <summary>Tests that measure run after the others and one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Formats alone";
}
