using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Import.Runs;
using Rapport.Trust.Commands;

namespace Rapport.Records.Import;

/// <summary>One file on the command line: taken in, run to its end, and what is said of it.</summary>
internal sealed record ImportedFile(CustomerImport Import, bool IsNews, string? RejectedFile, double Seconds)
{
    public static async Task<ImportedFile> Take(
        IServiceProvider services,
        FileInfo file,
        UploadImport.Options options,
        CancellationToken ct
    )
    {
        if (!file.Exists)
            throw new CommandFault($"There is no file {file.FullName}.");
        var started = Stopwatch.GetTimestamp();
        UploadImport.Response uploaded;
        await using (var content = file.OpenRead())
            uploaded = await services.GetRequiredService<UploadImport>().Run(content, file.Name, options, ct);
        var import = uploaded.Import;
        var isNews = import.State != ImportState.Finished;
        var organization = services.GetRequiredService<Tenant>().OrganizationId;
        if (isNews)
            import = await services
                .GetRequiredService<RunImport>()
                .Run(organization, import.Id, Console.IsErrorRedirected ? null : Tell, ct);
        if (isNews && !Console.IsErrorRedirected)
            await Console.Error.WriteLineAsync();
        var rejected = import.Rejected == 0 ? null : await Rejected(services, file, import, ct);
        return new ImportedFile(
            import,
            isNews,
            rejected,
            Math.Round(isNews ? Stopwatch.GetElapsedTime(started).TotalSeconds : import.Seconds, 3)
        );
    }

    private static void Tell(CustomerImport import)
    {
        var rate = import.Seconds > 0 ? import.RowsDone / import.Seconds : 0;
        Console.Error.Write(
            string.Create(CultureInfo.InvariantCulture, $"\r{import.RowsDone:N0} of {import.RowsTotal:N0} rows, {rate:N0} a second   ")
        );
    }

    private static async Task<string> Rejected(IServiceProvider services, FileInfo file, CustomerImport import, CancellationToken ct)
    {
        var path = Path.Combine(file.DirectoryName!, $"{Path.GetFileNameWithoutExtension(file.Name)}.rejected.csv");
        await using var stream = File.Create(path);
        await services.GetRequiredService<RejectedRows>().Write(import, stream, ct);
        return path;
    }

    /// <summary>The sum of all files; what stands for one file alone names the files behind it.</summary>
    public static string Line(IReadOnlyList<ImportedFile> files)
    {
        long Sum(Func<CustomerImport, long> count) => files.Sum(f => count(f.Import));
        var line = new Dictionary<string, object?>
        {
            ["rows"] = Sum(i => i.RowsDone),
            ["created"] = Sum(i => i.Created),
            ["updated"] = Sum(i => i.Updated),
            ["skipped"] = Sum(i => i.Skipped),
            ["duplicates"] = Sum(i => i.Duplicates),
            ["rejected"] = Sum(i => i.Rejected),
            ["rejected_file"] = files.Select(f => f.RejectedFile).FirstOrDefault(f => f is not null),
            ["seconds"] = Math.Round(files.Sum(f => f.Seconds), 3),
        };
        if (files.Count == 1)
            line["id"] = files[0].Import.Id;
        else
            line["files"] = files.Select(f => new
            {
                f.Import.Id,
                f.Import.FileName,
                Rows = f.Import.RowsDone,
                f.Import.Created,
                f.Import.Rejected,
                f.RejectedFile,
            });
        return JsonSerializer.Serialize(line, Platform.Http.ApiJson.Options);
    }

    public string Sentence()
    {
        var remark =
            !IsNews ? "It was imported before; use --again to import it once more. "
            : Import.IsDryRun ? "Dry run, nothing was written. "
            : "";
        var see = RejectedFile is null ? "" : $" (see {RejectedFile})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Import.FileName}: {remark}{Import.RowsDone:N0} rows: {Import.Created:N0} created, {Import.Updated:N0} updated, "
                + $"{Import.Duplicates:N0} duplicates, {Import.Skipped:N0} skipped, {Import.Rejected:N0} rejected{see}, "
                + $"{Seconds:N1} s. Import {Import.Id}."
        );
    }
}
