using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Commands;

namespace Rapport.Records.Customers.Duplicates;

/// <summary><c>duplicates sweep</c>: the search that the page starts, from the command line.</summary>
internal static class SweepCommand
{
    public static Command Make()
    {
        var json = new Option<bool>("--json") { Description = "Answer with one line of JSON" };
        var sweep = new Command("sweep", "Compare all customers that may be the same") { CommandScope.Organization, json };
        sweep.SetAction(
            (parsed, ct) =>
                CommandFault.Told(async () =>
                {
                    await using var scope = await CommandScope.Enter(parsed, ct);
                    var answer = await scope.Services.GetRequiredService<SweepDuplicates>().Run(Ids.Next(), ct);
                    Console.WriteLine(
                        parsed.GetValue(json)
                            ? JsonSerializer.Serialize(answer, ApiJson.Options)
                            : string.Create(
                                CultureInfo.InvariantCulture,
                                $"{answer.Customers:N0} customers, {answer.Pairs:N0} pairs compared, "
                                    + $"{answer.AboveThreshold:N0} to look at, {answer.Seconds:N1} s."
                            )
                    );
                })
        );
        return new Command("duplicates", "Customers that are entered twice") { sweep };
    }
}
