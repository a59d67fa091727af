using System.CommandLine;
using System.Diagnostics;
using Rapport.Models.Linkage.Tables;
using Rapport.Trust.Commands;

namespace Rapport.Insight.Workbench;

/// <summary><c>models linkage A.csv [B.csv]</c>: who is in there twice, or in both.</summary>
internal static class LinkageCommand
{
    private static readonly Argument<FileInfo[]> Files = new("files")
    {
        Description = "One file to search for duplicates, or two to link",
        Arity = new ArgumentArity(1, 2),
    };
    private static readonly Option<string> Id = new("--id")
    {
        Description = "The column that names a record; it is not compared",
        Required = true,
    };
    private static readonly Option<string?> Ignore = new("--ignore") { Description = "Columns that are not compared, separated by commas" };
    private static readonly Option<double?> Threshold = new("--threshold")
    {
        Description = "The least probability of a pair that is listed; learned from the files where it is left out",
    };

    public static Command Make()
    {
        var command = new Command("linkage", "Find records that mean the same: which columns they have does not matter")
        {
            Files,
            Id,
            Ignore,
            Threshold,
        };
        command.SetAction(
            (parsed, _) =>
                CommandFault.Told(() =>
                {
                    Run(
                        new Asked(
                            parsed.GetRequiredValue(Files),
                            parsed.GetRequiredValue(Id),
                            parsed.GetValue(Ignore),
                            parsed.GetValue(Threshold)
                        ),
                        parsed.GetValue(ModelsCommand.Out),
                        parsed.GetValue(ModelsCommand.Json)
                    );
                    return Task.CompletedTask;
                })
        );
        return command;
    }

    private static void Run(Asked asked, FileInfo? output, bool json)
    {
        if (asked.Threshold is not (null or (>= 0 and <= 1)))
            throw new CommandFault("The threshold is a probability between 0 and 1.");
        var watch = Stopwatch.StartNew();
        var (columns, rows, ids, table) = Load(asked);
        var linkage = TableLinkage.Fit(table);
        var threshold = asked.Threshold ?? linkage.Threshold;
        var pairs = linkage.Sweep(threshold);
        if (output is not null)
            ResultTable.Write(
                output,
                ["left", "right", "probability"],
                pairs.Select(pair => (IReadOnlyList<object?>)[ids[pair.Left], ids[pair.Right], pair.Probability])
            );
        foreach (var warning in linkage.Warnings.Concat(Repeated(ids, table.Split)))
            Console.Error.WriteLine($"Note: {warning}");
        if (json)
        {
            ResultTable.Print(
                new
                {
                    Records = rows.Count,
                    Pairs = pairs.Count,
                    Threshold = Math.Round(threshold, 4),
                    Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3),
                }
            );
            return;
        }

        Console.WriteLine(
            $"{rows.Count} records, {pairs.Count} pairs from {threshold:0.##}, {LinkageClusters.Of(pairs).Count} groups, "
                + $"{watch.Elapsed.TotalSeconds:0.0} s"
        );
        foreach (var column in table.Columns)
            Console.WriteLine($"  {columns[column.Position]}: {column.Kind}, {column.Filled} filled, {column.Distinct} different");
    }

    private static (IReadOnlyList<string> Columns, List<IReadOnlyList<string>> Rows, List<string> Ids, LinkageTable Table) Load(Asked asked)
    {
        var first = TableFile.Read(asked.Files[0]);
        var rows = first.Rows.ToList();
        var id = first.Column(asked.Id);
        var ignored = (asked.Ignore ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(first.Column)
            .Append(id)
            .ToHashSet();
        int? split = null;
        if (asked.Files.Length == 2)
        {
            split = rows.Count;
            rows.AddRange(Aligned(first, TableFile.Read(asked.Files[1]), id, asked.Id, ignored));
        }

        try
        {
            return (first.Columns, rows, [.. rows.Select(row => row[id])], LinkageTable.Of(first.Columns, rows, ignored, split));
        }
        catch (ArgumentException refused)
        {
            throw new CommandFault(refused.Message.Split(" (Parameter")[0]);
        }
    }

    // The second file may have its columns in another order, and more or fewer of them.
    private static IEnumerable<IReadOnlyList<string>> Aligned(
        TableFile first,
        TableFile second,
        int id,
        string idName,
        HashSet<int> ignored
    )
    {
        var places = first
            .Columns.Select(
                (name, at) =>
                    at == id
                        ? second.Column(idName)
                        : second.Columns.ToList().FindIndex(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase))
            )
            .ToArray();
        if (!places.Where((place, at) => place >= 0 && !ignored.Contains(at)).Any())
            throw new CommandFault($"{first.Name} and {second.Name} have no column in common but {idName}.");

        return second.Rows.Select(row => (IReadOnlyList<string>)[.. places.Select(place => place < 0 ? "" : row[place])]);
    }

    private static IEnumerable<string> Repeated(List<string> ids, int? split)
    {
        var repeated = ids.Select((id, at) => (id, IsFirst: at < (split ?? ids.Count))).CountBy(key => key).Count(group => group.Value > 1);
        if (repeated > 0)
            yield return $"{repeated} identifiers name more than one record; pairs list them as they are.";
    }

    private sealed record Asked(FileInfo[] Files, string Id, string? Ignore, double? Threshold);
}
