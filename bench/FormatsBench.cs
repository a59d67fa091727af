using System.Diagnostics;
using System.Text;
using Rapport.Formats;

namespace Rapport.Bench;

/// <summary>How many rows of a CSV file and how many telephone numbers are read in a second, on one thread.</summary>
internal static class FormatsBench
{
    private static readonly (string Text, string Country)[] Phones =
    [
        ("+44 20 7946 0018", "GB"),
        ("(415) 555-2671 ext. 12", "US"),
        ("030 / 23 12 50 00", "DE"),
        ("011 15-2345-6789", "AR"),
        ("1-800-FLOWERS", "US"),
        ("no number", "FR"),
    ];

    public static void Run()
    {
        var line = "1042,Ada,Lovelace,ada@example.com,+44 20 7946 0018,\"12, St James's Square\",London,SW1Y 4JH,GB,1815-12-10\n";
        var file = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line, 500_000)));
        Measure("CSV rows", () => new CsvRows(new MemoryStream(file), CsvDialect.Rfc4180 with { HasHeader = false }).Count());
        Measure(
            "telephone numbers",
            () =>
            {
                for (var i = 0; i < 100_000; i++)
                    PhoneNumber.Read(Phones[i % Phones.Length].Text, Phones[i % Phones.Length].Country);
                return 100_000;
            }
        );
    }

    private static void Measure(string what, Func<int> read)
    {
        var best = 0.0;
        for (var round = 0; round < 3; round++)
        {
            var began = Stopwatch.GetTimestamp();
            var count = read();
            best = Math.Max(best, count / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        Console.WriteLine(FormattableString.Invariant($"{what, -20} {best, 14:N0} a second"));
    }
}
