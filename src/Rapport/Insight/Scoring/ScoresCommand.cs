using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Http;
using Rapport.Trust.Commands;

namespace Rapport.Insight.Scoring;

/// <summary><c>scores recalculate</c>: the nightly run, from the command line.</summary>
internal static class ScoresCommand
{
    private sealed record Answer(int Customers, int Moved, double Seconds);

    public static Command Make()
    {
        var json = new Option<bool>("--json") { Description = "Answer with one line of JSON" };
        var recalculate = new Command("recalculate", "Work out the scores of all customers anew") { CommandScope.Organization, json };
        recalculate.SetAction(
            (parsed, ct) =>
                CommandFault.Told(async () =>
                {
                    await using var scope = await CommandScope.Enter(parsed, ct);
                    var began = System.Diagnostics.Stopwatch.GetTimestamp();
                    var run = await scope.Services.GetRequiredService<StartScoreRun>().Start(by: null, ct);
                    await scope.Services.GetRequiredService<RecalculateScores>().Run(new(run.Id), ct);
                    var view = await scope.Services.GetRequiredService<StartScoreRun>().Read(ct);
                    var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds;
                    Console.WriteLine(
                        parsed.GetValue(json)
                            ? JsonSerializer.Serialize(new Answer(view.Customers, view.Moved, Math.Round(seconds, 1)), ApiJson.Options)
                            : string.Create(
                                CultureInfo.InvariantCulture,
                                $"{view.Customers:N0} customers scored, {view.Moved:N0} moved, {seconds:N1} s."
                            )
                    );
                })
        );
        return new Command("scores", "Health and churn risk") { recalculate };
    }
}
