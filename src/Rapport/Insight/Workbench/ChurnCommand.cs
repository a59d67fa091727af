using System.CommandLine;
using System.Diagnostics;
using Rapport.Models.Classification;

namespace Rapport.Insight.Workbench;

/// <summary><c>models churn</c>: who will leave, or buy, or answer, from a table of those of whom it is known.</summary>
internal static class ChurnCommand
{
    private static readonly Argument<FileInfo> Table = new("table") { Description = "One row per customer" };
    private static readonly Option<string> Target = new("--target") { Description = "Column with the answer", Required = true };
    private static readonly Option<string?> Positive = new("--positive")
    {
        Description = "The answer whose probability is wanted; without it yes, true, 1 or the rarer of two",
    };
    private static readonly Option<string?> Ignore = new("--ignore") { Description = "Columns to leave out, separated by commas" };
    private static readonly Option<int> Folds = new("--folds")
    {
        Description = "Parts into which the rows are dealt; each is scored by a model made of the others",
        DefaultValueFactory = _ => 5,
    };
    private static readonly Option<FileInfo?> Score = new("--score") { Description = "Table to score by a model made of all rows" };
    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "The same seed and rows give the same result",
        DefaultValueFactory = _ => 1,
    };

    public static Command Make()
    {
        var command = new Command(
            "churn",
            "The probability of an answer, by logistic regression, boosted trees or both as cross-validation chooses, "
                + "calibrated. The figures are of rows\n"
                + "that the model was not made of. The table has row (from 1), fold, score and label, "
                + "or with --score the row and score of that table."
        )
        {
            Table,
            Target,
            Positive,
            Ignore,
            Folds,
            Score,
            Seed,
        };
        command.SetAction((parsed, _) => ModelsCommand.Told(() => Run(parsed)));
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        var table = TableFile.Read(parsed.GetRequiredValue(Table));
        var target = table.Column(parsed.GetRequiredValue(Target));
        var answers = TargetColumn.Of(table, target, parsed.GetValue(Positive));
        var ignored = (parsed.GetValue(Ignore) ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(table.Column);
        var columns = FeatureColumns.Guess(table, [target, .. ignored]);
        var toScore = parsed.GetValue(Score) is { } file ? columns.Read(TableFile.Read(file)) : null;
        var features = columns.Read(table).Pick(answers.Rows);
        var seed = parsed.GetValue(Seed);
        var watch = Stopwatch.StartNew();
        var outOfFold = OutOfFold.Of(features, answers.Labels, parsed.GetValue(Folds), seed);
        var classifier = Classifier.Fit(features, answers.Labels, seed);
        var scores = toScore is null ? null : classifier.Predict(toScore);
        var seconds = watch.Elapsed.TotalSeconds;
        if (parsed.GetValue(ModelsCommand.Out) is { } into)
            Write(into, answers, outOfFold, scores);
        string[] warnings = [.. answers.Warnings, .. columns.Warnings, .. classifier.Warnings];
        foreach (var warning in warnings)
            Console.Error.WriteLine(warning);
        if (parsed.GetValue(ModelsCommand.Json))
            ResultTable.Print(Result(classifier, outOfFold, answers, (seconds, warnings)));
        else
            Console.WriteLine(
                $"{classifier.Name} tells {answers.Positive} from the others with an AUC of {outOfFold.Metrics.Auc:F4} in "
                    + $"{answers.Rows.Length:N0} rows."
            );
    }

    private static void Write(FileInfo file, TargetColumn answers, OutOfFold outOfFold, double[]? scores)
    {
        if (scores is not null)
            ResultTable.Write(file, ["row", "score"], scores.Select((score, row) => (IReadOnlyList<object?>)[row + 1, score]));
        else
            ResultTable.Write(
                file,
                ["row", "fold", "score", "label"],
                answers.Rows.Select(
                    (row, i) => (IReadOnlyList<object?>)[row + 1, outOfFold.Folds[i], outOfFold.Probabilities[i], answers.Labels[i] ? 1 : 0]
                )
            );
    }

    private static object Result(
        Classifier classifier,
        OutOfFold outOfFold,
        TargetColumn answers,
        (double Seconds, string[] Warnings) run
    ) =>
        new
        {
            Model = classifier.Name,
            outOfFold.Metrics.Auc,
            outOfFold.Metrics.PrAuc,
            outOfFold.Metrics.LogLoss,
            outOfFold.Metrics.Brier,
            outOfFold.Metrics.Ece,
            outOfFold.Metrics.TopTenthLift,
            Rows = answers.Rows.Length,
            Seconds = Math.Round(run.Seconds, 3),
            answers.Positive,
            Rate = answers.Labels.Count(label => label) / (double)answers.Labels.Length,
            classifier.Candidates,
            Importance = classifier.Importance.Take(20),
            run.Warnings,
        };
}
