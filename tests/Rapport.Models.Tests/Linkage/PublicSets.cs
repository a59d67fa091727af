using System.Globalization;
using Rapport.Formats;
using Rapport.Models.Linkage;

namespace Rapport.Tests.Models.Linkage;

/// <summary>The public linkage sets, with the truth taken out of the records.</summary>
internal static class PublicSets
{
    public static LinkageSet Febrl(int number, bool withTaxId = false)
    {
        var rows = Rows("febrl", $"dataset{number}.csv");
        return LinkageSet.Of($"febrl{number}", rows.Select(row => (Febrl(row, withTaxId), row["rec_id"].Split('-')[1])));
    }

    public static LinkageSet Fake1000() =>
        LinkageSet.Of("fake_1000", Rows("fake_1000", "fake_1000.csv").Select(row => (Fake(row), row["cluster"])));

    public static LinkageSet Organizations() =>
        LinkageSet.Of(
            "dedupe-orgs",
            Rows("dedupe-orgs", "chicago_early_childhood_true_ids.csv").Select(row => (Organization(row), row["True Id"]))
        );

    private static LinkageRecord Febrl(Dictionary<string, string> row, bool withTaxId) =>
        new()
        {
            Name = $"{row["given_name"]} {row["surname"]}",
            BirthDate = DateOnly.TryParseExact(
                row["date_of_birth"],
                "yyyyMMdd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            )
                ? date
                : null,
            Addresses = [new($"{row["street_number"]} {row["address_1"]}", row["suburb"], row["postcode"])],
            TaxId = withTaxId ? row["soc_sec_id"] : null,
        };

    private static LinkageRecord Fake(Dictionary<string, string> row) =>
        new()
        {
            Name = $"{row["first_name"]} {row["surname"]}",
            BirthDate = DateOnly.TryParseExact(row["dob"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? date
                : null,
            Emails = [row["email"]],
            Addresses = [new(null, row["city"], null)],
        };

    private static LinkageRecord Organization(Dictionary<string, string> row) =>
        new()
        {
            Name = row["Site name"],
            Type = PartyType.Organization,
            Phones = [row["Phone"]],
            Emails = [row["Email Address"]],
            Addresses = [new(row["Address"], null, row["Zip"])],
        };

    private static List<Dictionary<string, string>> Rows(string folder, string file)
    {
        using var stream = File.OpenRead(PublicData.File(folder, file));
        var csv = new CsvRows(stream, CsvDialect.Rfc4180);
        return csv.Select(row => csv.Header.Zip(row.Fields).ToDictionary(cell => cell.First.Trim(), cell => cell.Second.Trim())).ToList();
    }
}
