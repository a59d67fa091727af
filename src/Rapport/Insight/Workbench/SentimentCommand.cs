using System.CommandLine;
using System.Diagnostics;
using Rapport.Models;
using Rapport.Models.Classification;
using Rapport.Models.Sentiment;

namespace Rapport.Insight.Workbench;

/// <summary><c>models sentiment</c>: what texts praise and complain of, by the lexicon or by labels of one's own.</summary>
internal static class SentimentCommand
{
    private static readonly Argument<FileInfo> Texts = new("texts") { Description = "One row per text" };
    private static readonly Option<string> Text = new("--text") { Description = "Column with the text", Required = true };
    private static readonly Option<string?> Label = new("--label")
    {
        Description = "Column with the sentiment where it is known, to learn from",
    };
    private static readonly Option<string?> Positive = new("--positive")
    {
        Description = "The label that means good; without it yes, true, 1, positive or the rarer of two",
    };
    private static readonly Option<int> Folds = new("--folds")
    {
        Description = "Parts into which labelled texts are dealt; each is scored by a model made of the others",
        DefaultValueFactory = _ => 10,
    };

    public static Command Make()
    {
        var command = new Command(
            "sentiment",
            "The table with a score from -1 to 1 and a label added: positive, negative, neutral, mixed, "
                + "or unknown where the language is. English without --label;\n"
                + "with it any language, and each labelled text is scored by a model that has not seen it."
        )
        {
            Texts,
            Text,
            Label,
            Positive,
            Folds,
        };
        command.SetAction((parsed, _) => ModelsCommand.Told(() => Run(parsed)));
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        var table = TableFile.Read(parsed.GetRequiredValue(Texts));
        var column = table.Column(parsed.GetRequiredValue(Text));
        string[] texts = [.. table.Values(column)];
        if (texts.All(string.IsNullOrWhiteSpace))
            throw new ModelRefusal($"{table.Name} has no text in {table.Columns[column]}.");
        var answers = parsed.GetValue(Label) is { } label ? TargetColumn.Of(table, table.Column(label), parsed.GetValue(Positive)) : null;
        var watch = Stopwatch.StartNew();
        var scored = answers is null ? ByLexicon(texts) : ByLabels(texts, answers, parsed.GetValue(Folds));
        var topics = ComplaintTopics.Of(texts, scored.Select(s => s.Label == SentimentLabel.Negative).ToArray());
        var seconds = watch.Elapsed.TotalSeconds;
        if (parsed.GetValue(ModelsCommand.Out) is { } into)
            Write(into, table, scored);
        string[] warnings = [.. answers?.Warnings ?? [], .. Doubts(texts, scored)];
        foreach (var warning in warnings)
            Console.Error.WriteLine(warning);
        if (parsed.GetValue(ModelsCommand.Json))
            ResultTable.Print(Result(texts, scored, topics, answers, (seconds, warnings)));
        else
        {
            Console.WriteLine(
                string.Join(", ", Enum.GetValues<SentimentLabel>().Select(l => $"{scored.Count(s => s.Label == l):N0} {Name(l)}"))
            );
            foreach (var topic in topics)
                Console.WriteLine($"  complaints of {topic.Phrase}: {topic.Texts:N0}");
        }
    }

    private static Scored[] ByLexicon(string[] texts) =>
        [
            .. texts.Select(text =>
            {
                var sentiment = SentimentScorer.Score(text);
                return new Scored(sentiment.Score, sentiment.Label);
            }),
        ];

    private static Scored[] ByLabels(string[] texts, TargetColumn answers, int folds)
    {
        string[] labelled = [.. answers.Rows.Select(row => texts[row])];
        var known = SentimentClassifier.OutOfFold(labelled, answers.Labels, folds);
        var model = SentimentClassifier.Fit(labelled, answers.Labels);
        var places = answers.Rows.Select((row, at) => (row, at)).ToDictionary(p => p.row, p => p.at);
        return
        [
            .. texts.Select(
                (text, row) =>
                {
                    if (string.IsNullOrWhiteSpace(text))
                        return new Scored(0, SentimentLabel.Unknown);
                    var score = 2 * (places.TryGetValue(row, out var at) ? known[at] : model.Predict(text)) - 1;
                    return new Scored(score, score >= 0 ? SentimentLabel.Positive : SentimentLabel.Negative);
                }
            ),
        ];
    }

    private static void Write(FileInfo file, TableFile table, Scored[] scored)
    {
        // A table that has such columns keeps them.
        string Free(string name) => table.Columns.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"sentiment_{name}" : name;
        ResultTable.Write(
            file,
            [.. table.Columns, Free("score"), Free("label")],
            table.Rows.Select((row, at) => (IReadOnlyList<object?>)[.. row, Math.Round(scored[at].Score, 6), Name(scored[at].Label)])
        );
    }

    private static IEnumerable<string> Doubts(string[] texts, Scored[] scored)
    {
        var blank = texts.Count(string.IsNullOrWhiteSpace);
        if (blank > 0)
            yield return $"{blank:N0} rows have no text; their sentiment is unknown.";
        var unknown = scored.Count(s => s.Label == SentimentLabel.Unknown) - blank;
        if (unknown > 0)
            yield return $"{unknown:N0} texts are in no language that is known, or have no words.";
    }

    private static object Result(
        string[] texts,
        Scored[] scored,
        IReadOnlyList<ComplaintTopic> topics,
        TargetColumn? answers,
        (double Seconds, string[] Warnings) run
    ) =>
        new
        {
            Texts = texts.Length,
            Labels = Enum.GetValues<SentimentLabel>().ToDictionary(Name, label => scored.Count(s => s.Label == label)),
            MeanScore = scored.Where(s => s.Label != SentimentLabel.Unknown).Select(s => s.Score).DefaultIfEmpty().Average(),
            Complaints = topics.Select(t => new
            {
                t.Phrase,
                t.Texts,
                t.Weight,
                Example = texts[t.Example],
            }),
            Learned = answers is null ? null : Learned(scored, answers),
            Seconds = Math.Round(run.Seconds, 3),
            run.Warnings,
        };

    private static object Learned(Scored[] scored, TargetColumn answers) =>
        new
        {
            Rows = answers.Rows.Length,
            answers.Positive,
            Accuracy = answers.Rows.Index().Average(at => scored[at.Item].Score >= 0 == answers.Labels[at.Index] ? 1.0 : 0),
            Auc = RankingCurves.RocAuc(answers.Rows.Select(row => scored[row].Score).ToArray(), answers.Labels),
        };

    private static string Name(SentimentLabel label) => label.ToString().ToLowerInvariant();

    private readonly record struct Scored(double Score, SentimentLabel Label);
}
