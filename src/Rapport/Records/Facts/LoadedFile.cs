using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Facts;

/// <summary>A file that was taken in, as a page shows it.</summary>
public sealed record LoadedFile(Guid Id, string Kind, string FileName, DateTimeOffset LoadedAt, string Account)
{
    internal static Listing<LoadedFile> All(Reads reads) =>
        new(
            Sql.Raw("id, kind, file_name, loaded_at, account"),
            Sql.Raw("fact_loads"),
            $"organization_id = {reads.Tenant}",
            row => new LoadedFile(row.Id(0), row.Text(1), row.Text(2), row.Time(3), row.Text(4))
        )
        {
            Id = "id",
            IdOf = l => l.Id,
        };

    /// <summary>The account of a plain file of facts.</summary>
    public static LoadAccount PlainAccount { get; } =
        new("facts", "Facts", account => Of(JsonSerializer.Deserialize<FactTally>(account, ApiJson.Options)!));

    private static IEnumerable<(string, string, string)> Of(FactTally tally)
    {
        static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
        yield return ("Facts in the file", Number(tally.Rows), tally.Reason ?? "read to the end");
        yield return ("Created", Number(tally.Created), "new here");
        yield return ("Updated", Number(tally.Updated), "corrected or removed");
        yield return ("Unchanged", Number(tally.Unchanged), "were here already");
        yield return ("Waiting", Number(tally.Waiting), "for a customer who is not here yet");
        yield return ("Rejected", Number(tally.Rejected), "in the file of rejected rows");
    }
}
