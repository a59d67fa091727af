using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Import.Runs;
using Rapport.Trust.Commands;

namespace Rapport.Records.Customers.Import;

/// <summary><c>import customers FILE</c>: the same engine as on the page and in the API.</summary>
internal static class ImportCommand
{
    public static Command Make()
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV file: any delimiter, UTF-8, UTF-16 or Latin-1" };
        var onDuplicate = new Option<string>("--on-duplicate") { Description = "What a row does that seems to be here already: review, create, skip or merge", DefaultValueFactory = _ => "review" };
        onDuplicate.AcceptOnlyFromAmong([.. Words.All<OnDuplicate>()]);
        var dryRun = new Option<bool>("--dry-run") { Description = "Tell what would happen, write no customer" };
        var again = new Option<bool>("--again") { Description = "Import a file once more that was imported before" };
        var map = new Option<string[]>("--map") { Description = "Column=field; an empty field leaves the column out", AllowMultipleArgumentsPerToken = true };
        var json = new Option<bool>("--json") { Description = "Answer with one line of JSON" };
        var customers = new Command("customers", "Import customers from a file") { file, CommandScope.Organization, onDuplicate, dryRun, again, map, json };
        customers.SetAction((parsed, ct) => CommandFault.Told(async () =>
        {
            var options = new UploadImport.Options(Words.Parse<OnDuplicate>(parsed.GetValue(onDuplicate)!), parsed.GetValue(dryRun), parsed.GetValue(again)) { Mapping = [.. (parsed.GetValue(map) ?? []).Select(Choice)] };
            await using var scope = await CommandScope.Enter(parsed, ct);
            await Run(scope.Services, parsed.GetValue(file)!, options, parsed.GetValue(json), ct);
        }));
        return new Command("import", "Bring data in") { customers };
    }

    private static (string, string?) Choice(string text)
    {
        var at = text.LastIndexOf('=');
        return at > 0 ? (text[..at].Trim(), text[(at + 1)..].Trim()) : throw new CommandFault($"--map takes Column=field, not {text}.");
    }

    private static async Task Run(IServiceProvider services, FileInfo file, UploadImport.Options options, bool asJson, CancellationToken ct)
    {
        if (!file.Exists) throw new CommandFault($"There is no file {file.FullName}.");
        var started = Stopwatch.GetTimestamp();
        UploadImport.Response uploaded;
        await using (var content = file.OpenRead()) uploaded = await services.GetRequiredService<UploadImport>().Run(content, file.Name, options, ct);
        var import = uploaded.Import;
        var isNews = import.State != ImportState.Finished;
        var organization = services.GetRequiredService<Tenant>().OrganizationId;
        if (isNews) import = await services.GetRequiredService<RunImport>().Run(organization, import.Id, Console.IsErrorRedirected ? null : Tell, ct);
        if (isNews && !Console.IsErrorRedirected) await Console.Error.WriteLineAsync();
        var rejected = import.Rejected == 0 ? null : await RejectedFile(services, file, import, ct);
        var seconds = Math.Round(isNews ? Stopwatch.GetElapsedTime(started).TotalSeconds : import.Seconds, 3);
        if (asJson) Console.WriteLine(Line(import, rejected, seconds));
        else Console.WriteLine(Sentence(import, rejected, seconds, isNews));
    }

    private static void Tell(CustomerImport import)
    {
        var rate = import.Seconds > 0 ? import.RowsDone / import.Seconds : 0;
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{import.RowsDone:N0} of {import.RowsTotal:N0} rows, {rate:N0} a second   "));
    }

    private static async Task<string> RejectedFile(IServiceProvider services, FileInfo file, CustomerImport import, CancellationToken ct)
    {
        var path = Path.Combine(file.DirectoryName!, $"{Path.GetFileNameWithoutExtension(file.Name)}.rejected.csv");
        await using var stream = File.Create(path);
        await services.GetRequiredService<RejectedRows>().Write(import, stream, ct);
        return path;
    }

    private static string Line(CustomerImport import, string? rejectedFile, double seconds) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["rows"] = import.RowsDone, ["created"] = import.Created, ["updated"] = import.Updated, ["skipped"] = import.Skipped, ["duplicates"] = import.Duplicates, ["rejected"] = import.Rejected,
        ["rejected_file"] = rejectedFile, ["seconds"] = seconds,
    }, Platform.Http.ApiJson.Options);

    private static string Sentence(CustomerImport import, string? rejectedFile, double seconds, bool isNews) => string.Create(CultureInfo.InvariantCulture,
        $"{(isNews ? import.IsDryRun ? "Dry run: nothing was written. " : "" : "This file was imported before; use --again to import it once more. ")}{import.RowsDone:N0} rows: {import.Created:N0} created, {import.Updated:N0} updated, {import.Duplicates:N0} duplicates, {import.Skipped:N0} skipped, {import.Rejected:N0} rejected{(rejectedFile is null ? "" : $" (see {rejectedFile})")}, {seconds:N1} s.");
}
