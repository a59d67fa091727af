using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Intake.Bulk;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Import;
using Rapport.Records.Import.Runs;
using Rapport.Trust.Commands;

namespace Rapport.Records.Import;

/// <summary><c>import facts FILE</c>.</summary>
internal static class FactsCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Answer with one line of JSON" };
    private static readonly JsonSerializerOptions Lines = new(ApiJson.Options)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static Command Make()
    {
        var file = new Argument<FileInfo>("file")
        {
            Description = "One fact a line, as JSON; with --type a table: CSV in any dialect or Excel (.xlsx)",
        };
        var onUnknown = new Option<string>("--on-unknown-customer")
        {
            Description = "What a fact of somebody unknown does: park, reject or create",
            DefaultValueFactory = _ => "park",
        };
        onUnknown.AcceptOnlyFromAmong([.. Words.All<OnUnknownCustomer>()]);
        var type = new Option<string?>("--type")
        {
            Description =
                "The kind of fact that the rows of a table are, such as order; rows of one order that follow each other are its lines",
        };
        type.AcceptOnlyFromAmong([.. FactKind.All.Select(k => k.Type)]);
        var map = new Option<string[]>("--map")
        {
            Description =
                "Of a table, Column=field, once for each column, such as Buyer=customer.external_id or Item=lines.description; an empty "
                + "field leaves the column out",
        };
        var again = new Option<bool>("--again") { Description = "Import a table once more that was imported before" };
        var command = new Command("facts", "Import facts: orders, invoices, tickets, visits …")
        {
            file,
            CommandScope.Organization,
            onUnknown,
            type,
            map,
            again,
            Json,
        };
        command.SetAction(
            (parsed, ct) =>
                CommandFault.Told(async () =>
                {
                    if (parsed.GetValue(type) is { } kind)
                    {
                        await Table(
                            parsed,
                            parsed.GetValue(file)!,
                            new UploadImport.Options(Again: parsed.GetValue(again))
                            {
                                FactType = kind,
                                OnUnknownCustomer = Words.Parse<OnUnknownCustomer>(parsed.GetValue(onUnknown)!),
                                Mapping = [.. (parsed.GetValue(map) ?? []).Select(ImportCommand.Choice)],
                            },
                            ct
                        );
                        return;
                    }
                    var started = Stopwatch.GetTimestamp();
                    var (info, options) = (
                        Existing(parsed.GetValue(file)!),
                        new FactOptions(Words.Parse<OnUnknownCustomer>(parsed.GetValue(onUnknown)!))
                    );
                    await using var scope = await CommandScope.Enter(parsed, ct);
                    await using var content = info.OpenRead();
                    await using var rejects = new Rejects(info);
                    var tally = await scope
                        .Services.GetRequiredService<TakeFactStream>()
                        .Run(ReadBulk.Rows(content, isArray: false, ct, long.MaxValue), options, outcomes => rejects.Write(outcomes), ct);
                    await scope
                        .Services.GetRequiredService<FactLoads>()
                        .Keep("facts", info.Name, JsonSerializer.Serialize(tally, Lines), ct);
                    var seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 3);
                    if (parsed.GetValue(Json))
                        Console.WriteLine(
                            JsonSerializer.Serialize(
                                new
                                {
                                    tally.Rows,
                                    tally.Created,
                                    tally.Updated,
                                    tally.Unchanged,
                                    tally.Waiting,
                                    tally.Rejected,
                                    RejectedFile = rejects.Path,
                                    tally.StoppedAt,
                                    tally.Reason,
                                    Seconds = seconds,
                                },
                                Lines
                            )
                        );
                    else
                        Console.WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{tally.Rows:N0} facts: {tally.Created:N0} created, {tally.Updated:N0} updated, "
                                    + $"{tally.Unchanged:N0} unchanged, {tally.Waiting:N0} waiting, {tally.Rejected:N0} "
                                    + $"rejected{(rejects.Path is null ? "" : $" (see {rejects.Path})")}, {seconds:N1} s."
                            )
                        );
                    if (tally.Reason is not null)
                        throw new CommandFault($"Row {tally.StoppedAt}: {tally.Reason} What came before is in.");
                })
        );
        return command;
    }

    private static async Task Table(ParseResult parsed, FileInfo file, UploadImport.Options options, CancellationToken ct)
    {
        await using var scope = await CommandScope.Enter(parsed, ct);
        var done = await ImportedFile.Take(scope.Services, Existing(file), options, ct);
        var import = done.Import;
        if (parsed.GetValue(Json))
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        Rows = import.RowsDone,
                        import.Created,
                        import.Updated,
                        Unchanged = import.Skipped,
                        import.Waiting,
                        import.Rejected,
                        done.RejectedFile,
                        import.Id,
                        done.Seconds,
                    },
                    Lines
                )
            );
        else
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(done.IsNews ? "" : "It was imported before; use --again to import it once more. ")}"
                        + $"{import.RowsDone:N0} rows: {import.Created:N0} facts created, {import.Updated:N0} updated, "
                        + $"{import.Skipped:N0} unchanged, {import.Waiting:N0} waiting, {import.Rejected:N0} "
                        + $"rejected{(done.RejectedFile is null ? "" : $" (see {done.RejectedFile})")}, {done.Seconds:N1} s. Import "
                        + $"{import.Id}."
                )
            );
    }

    private static FileInfo Existing(FileInfo file) => file.Exists ? file : throw new CommandFault($"There is no file {file.FullName}.");

    /// <summary>The rows that were not taken, with their faults, beside the file they came from; made when there is a first.</summary>
    private sealed class Rejects(FileInfo source) : IAsyncDisposable
    {
        private StreamWriter? writer;

        public string? Path { get; private set; }

        public async Task Write(IReadOnlyList<FactOutcome> outcomes)
        {
            foreach (var outcome in outcomes.Where(o => o.Result == FactResult.Rejected))
            {
                writer ??=
                    Open(source.DirectoryName!)
                    ?? Open(System.IO.Path.GetTempPath())
                    ?? throw new CommandFault("The rejected rows cannot be written anywhere.");
                await writer.WriteLineAsync(
                    JsonSerializer.Serialize(
                        new
                        {
                            outcome.Draft.Row,
                            Errors = outcome.Draft.Errors.ByField,
                            Fact = outcome.Draft.Raw,
                        },
                        Lines
                    )
                );
            }
        }

        /// <summary>Null where nothing may be written.</summary>
        private StreamWriter? Open(string folder)
        {
            try
            {
                return new StreamWriter(
                    Path = System.IO.Path.Combine(folder, $"{System.IO.Path.GetFileNameWithoutExtension(source.Name)}.rejected.ndjson")
                );
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        public ValueTask DisposeAsync() => writer?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
