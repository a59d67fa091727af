using System.CommandLine;
using System.Diagnostics;
using Rapport.Models;
using Rapport.Models.Forecasting;
using Rapport.Trust.Commands;

namespace Rapport.Insight.Workbench;

/// <summary><c>models forecast</c>: every series of a file looked ahead of.</summary>
internal static class ForecastCommand
{
    private const int MostWarnings = 50;
    private static readonly string[] Columns = ["series", "step", "mean", "lower", "upper", "method"];

    public static Command Make()
    {
        var file = new Argument<FileInfo>("file") { Description = "Columns series,values (values separated by ;) or series,date,value" };
        var period = new Option<int?>("--period")
        {
            Description = "Values in a season, such as 12 for months, 1 for none; found in each series when left out",
        };
        var horizon = new Option<int>("--horizon") { Description = "Steps to look ahead", Required = true };
        var level = new Option<double>("--level")
        {
            Description = "Percentage of values that the interval is to hold",
            DefaultValueFactory = _ => 95,
        };
        var command = new Command("forecast", "Look ahead of each series of a file, with intervals") { file, period, horizon, level };
        command.SetAction(
            (parsed, _) =>
                CommandFault.Told(() =>
                {
                    var request = new ForecastRequest(parsed.GetValue(horizon), parsed.GetValue(period), parsed.GetValue(level));
                    Run(
                        SeriesFile.Read(parsed.GetValue(file)!),
                        request,
                        (parsed.GetValue(ModelsCommand.Out), parsed.GetValue(ModelsCommand.Json))
                    );
                    return Task.CompletedTask;
                })
        );
        return command;
    }

    private static void Run(SeriesFile file, ForecastRequest request, (FileInfo? Table, bool Json) output)
    {
        var started = Stopwatch.StartNew();
        var made = new Forecast?[file.Series.Count];
        var refusals = new string?[file.Series.Count];
        Parallel.For(
            0,
            made.Length,
            i =>
            {
                try
                {
                    made[i] = Forecaster.Run(file.Series[i].Values, request);
                }
                catch (ModelRefusal refusal)
                {
                    refusals[i] = refusal.Message;
                }
            }
        );
        if (made.All(forecast => forecast is null))
            throw new CommandFault(refusals[0]!);

        if (output.Table is { } table)
            ResultTable.Write(table, Columns, file.Series.Zip(made).SelectMany(pair => Rows(pair.First.Name, pair.Second)));
        string[] warnings =
        [
            .. file.Warnings,
            .. Enumerable.Range(0, made.Length).SelectMany(i => Told(file.Series[i].Name, made[i], refusals[i])),
        ];
        foreach (var warning in warnings.Take(MostWarnings))
            Console.Error.WriteLine(warning);
        if (warnings.Length > MostWarnings)
            Console.Error.WriteLine($"… and {warnings.Length - MostWarnings} more.");
        var result = new
        {
            series = made.Count(forecast => forecast is not null),
            refused = made.Count(forecast => forecast is null),
            horizon = request.Horizon,
            level = request.Level,
            warnings = warnings.Length,
            seconds = Math.Round(started.Elapsed.TotalSeconds, 3),
        };
        if (output.Json)
            ResultTable.Print(result);
        else
            Console.WriteLine($"{result.series} series looked ahead of, {result.refused} refused, in {result.seconds} seconds.");
    }

    private static IEnumerable<string> Told(string series, Forecast? forecast, string? refusal) =>
        (forecast?.Warnings ?? [$"not forecast: {refusal}"]).Select(warning => $"{series}: {warning}");

    private static IEnumerable<object?[]> Rows(string series, Forecast? forecast)
    {
        for (var h = 0; h < (forecast?.Mean.Count ?? 0); h++)
            yield return [series, h + 1, forecast!.Mean[h], forecast.Lower[h], forecast.Upper[h], forecast.Method];
    }
}
