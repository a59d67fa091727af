using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Import.Runs;
using Rapport.Records.Import.Undo;
using Rapport.Trust.Commands;

namespace Rapport.Records.Import;

/// <summary><c>import customers FILE…</c> and <c>import undo ID</c>: the same engine as on the page and in the API.</summary>
internal static class ImportCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Answer with one line of JSON" };

    /// <param name="also">What other modules bring in.</param>
    public static Command Make(IEnumerable<Command> also)
    {
        var import = new Command("import", "Bring data in, and take it back") { Customers(), Undo() };
        foreach (var other in also)
            import.Add(other);
        return import;
    }

    private static Command Customers()
    {
        var files = new Argument<FileInfo[]>("file")
        {
            Description = "CSV in any dialect and encoding, Excel (.xlsx), vCard or LDIF; several are imported one after the other",
            Arity = ArgumentArity.OneOrMore,
        };
        var onDuplicate = new Option<string>("--on-duplicate")
        {
            Description = "What a row does that seems to be here already: review, create, skip or merge",
            DefaultValueFactory = _ => "review",
        };
        onDuplicate.AcceptOnlyFromAmong([.. Words.All<OnDuplicate>()]);
        var dryRun = new Option<bool>("--dry-run") { Description = "Tell what would happen, write no customer" };
        var again = new Option<bool>("--again") { Description = "Import a file once more that was imported before" };
        var map = new Option<string[]>("--map")
        {
            Description =
                "Column=field, once for each column; an empty field leaves the column out, custom_fields.name makes a field of your own",
        };
        var sheet = new Option<string?>("--sheet")
        {
            Description = "The sheet of a workbook by its name; else the first that holds anything",
        };
        var customers = new Command("customers", "Import customers from files")
        {
            files,
            CommandScope.Organization,
            onDuplicate,
            dryRun,
            again,
            map,
            sheet,
            Json,
        };
        customers.SetAction(
            (parsed, ct) =>
                CommandFault.Told(async () =>
                {
                    var options = new UploadImport.Options(
                        Words.Parse<OnDuplicate>(parsed.GetValue(onDuplicate)!),
                        parsed.GetValue(dryRun),
                        parsed.GetValue(again)
                    )
                    {
                        Sheet = parsed.GetValue(sheet),
                        Mapping = [.. (parsed.GetValue(map) ?? []).Select(Choice)],
                    };
                    await using var scope = await CommandScope.Enter(parsed, ct);
                    var done = new List<ImportedFile>();
                    foreach (var file in parsed.GetValue(files)!)
                    {
                        done.Add(await ImportedFile.Take(scope.Services, file, options, ct));
                        if (!parsed.GetValue(Json))
                            Console.WriteLine(done[^1].Sentence());
                    }
                    if (parsed.GetValue(Json))
                        Console.WriteLine(ImportedFile.Line(done));
                })
        );
        return customers;
    }

    /// <summary>A column and where it goes, as --map takes it.</summary>
    internal static (string, string?) Choice(string text)
    {
        var at = text.LastIndexOf('=');
        return at > 0 ? (text[..at].Trim(), text[(at + 1)..].Trim()) : throw new CommandFault($"--map takes Column=field, not {text}.");
    }

    private static Command Undo()
    {
        var id = new Argument<Guid>("id") { Description = "The import, as import customers --json tells it" };
        var undo = new Command("undo", "Take an import back, its updates too; what somebody changed since stays and is listed")
        {
            id,
            CommandScope.Organization,
            Json,
        };
        undo.SetAction(
            (parsed, ct) =>
                CommandFault.Told(async () =>
                {
                    var started = Stopwatch.GetTimestamp();
                    await using var scope = await CommandScope.Enter(parsed, ct);
                    var undo = scope.Services.GetRequiredService<UndoImport>();
                    var begun = await undo.Begin(parsed.GetValue(id), scope.Services.GetRequiredService<FindImports>(), ct);
                    var outcome = ImportView.Of(await undo.Run(parsed.GetValue(id), ct)).Undo!;
                    var seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 3);
                    if (parsed.GetValue(Json))
                        Console.WriteLine(
                            JsonSerializer.Serialize(
                                new
                                {
                                    outcome.Removed,
                                    outcome.Restored,
                                    Kept = outcome.KeptCount,
                                    KeptCustomers = outcome.Kept,
                                    Seconds = seconds,
                                },
                                Platform.Http.ApiJson.Options
                            )
                        );
                    else
                        Console.WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{outcome.Removed:N0} {(begun.FactType is null ? "customers" : "facts")} removed, "
                                    + $"{outcome.Restored:N0} restored, {outcome.KeptCount:N0} kept as somebody changed them since, "
                                    + $"{seconds:N1} s."
                            )
                        );
                })
        );
        return undo;
    }
}
