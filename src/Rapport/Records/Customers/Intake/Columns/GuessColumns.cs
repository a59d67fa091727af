using System.Security.Cryptography;
using System.Text;
using Rapport.Records.Customers.Described;
using Rapport.Records.Customers.Intake.Rows;
using static Rapport.Records.Customers.Intake.Columns.ImportField;

namespace Rapport.Records.Customers.Intake.Columns;

/// <summary>Guesses the mapping of a whole file: each header by itself, then who comes first where several want one field.</summary>
internal sealed class GuessColumns(
    IReadOnlyList<string> headers,
    IReadOnlyList<IReadOnlyList<string>> rows,
    IReadOnlyList<CustomField> customFields,
    Func<ImportTarget, string, bool> fits
)
{
    private sealed record Bid(int Column, GuessTarget.Guess Guess, MappedBy By, bool IsFilled);

    private readonly Dictionary<int, (ImportTarget Target, MappedBy By)> chosen = [];
    private readonly Dictionary<int, AddressType> types = [];

    public ColumnMapping Run()
    {
        for (var i = 0; i < headers.Count; i++)
            if (CustomOf(headers[i]) is { } key)
                chosen[i] = (new ImportTarget(Custom, 1, key), MappedBy.Name);

        var bids = Enumerable.Range(0, headers.Count).Where(i => !chosen.ContainsKey(i)).Select(BidOf).OfType<Bid>().Where(Fits).ToList();
        foreach (var field in bids.Where(b => !ImportTarget.IsRepeated(b.Guess.Field)).GroupBy(b => b.Guess.Target))
            Take(Best(field), field.Key);
        foreach (var field in bids.Where(b => b.Guess.Field is Email or Phone).GroupBy(b => b.Guess.Field))
            TakeInOrder(field.Key, field);
        TakeAddresses(bids);
        TakeNames();
        return new ColumnMapping([
            .. headers.Select(
                (name, i) =>
                    chosen.TryGetValue(i, out var c)
                        ? new MappedColumn(name, c.Target.ToString(), c.By)
                        : new MappedColumn(name, null, MappedBy.Nothing)
            ),
        ])
        {
            AddressTypes = types,
            DayFirst = DaysFirst(),
            ExternalIdSystem = System(),
        };
    }

    private Bid? BidOf(int column)
    {
        var samples = Samples(column).ToList();
        var filled = samples.Any(s => s.Length > 0);
        if (GuessTarget.Of(headers[column]) is { } named)
            return new Bid(column, named, MappedBy.Name, filled);
        return GuessTarget.ByContent(samples) is { } held ? new Bid(column, held, MappedBy.Content, filled) : null;
    }

    private bool Fits(Bid bid)
    {
        // A bad address under "E-mail" is a mistake in its row, to be told; left out, it would be lost without a word.
        if (bid.By == MappedBy.Name && (bid.Guess.Field is Email or Phone || bid.Guess.Target.Described == CustomerDescription.BirthDate))
            return true;
        var filled = Samples(bid.Column).Where(s => s.Length > 0).ToList();
        return filled.Count(s => fits(bid.Guess.Target, s)) * 2 >= filled.Count;
    }

    // A filled column before an empty one, "External ID" before "ID" before "Account Number", else the first.
    private Bid Best(IEnumerable<Bid> bids) => bids.OrderByDescending(b => b.IsFilled).ThenBy(b => Rank(b)).ThenBy(b => b.Column).First();

    private int Rank(Bid bid) =>
        FieldNames.Plain(headers[bid.Column]) switch
        {
            "externalid" or "displayname" or "name" or "fullname" => 0,
            "id" or "recordid" => 1,
            _ => 2,
        };

    private void TakeInOrder(ImportField field, IEnumerable<Bid> bids)
    {
        var number = 1;
        foreach (
            var bid in bids.OrderBy(b => field == Phone ? PhoneRank(headers[b.Column]) : 0)
                .ThenBy(b => b.Column)
                .Take(ImportTarget.MaxNumber)
        )
            Take(bid, new ImportTarget(field, number++));
    }

    // The number somebody is reached by first: their own, then their mobile, then where they work.
    private static int PhoneRank(string header) =>
        FieldNames.Plain(header) is var name
        && (
            name.Contains("mobil", StringComparison.Ordinal)
            || name.Contains("cell", StringComparison.Ordinal)
            || name.Contains("handy", StringComparison.Ordinal)
        )
            ? 1
        : name.Contains("business", StringComparison.Ordinal) || name.Contains("work", StringComparison.Ordinal) ? 2
        : name.Contains("home", StringComparison.Ordinal) ? 3
        : name.Contains("other", StringComparison.Ordinal) || name.Contains("assistant", StringComparison.Ordinal) ? 4
        : 0;

    // Without a name every row would be rejected; a file without a header says by what it holds which column that is.
    private void TakeNames()
    {
        if (
            chosen.Values.Any(c =>
                c.Target.Field is DisplayName or FirstName or LastName or Company or ContactName
                || c.Target.Described == CustomerDescription.LegalName
            )
        )
            return;
        var at = Enumerable
            .Range(0, headers.Count)
            .FirstOrDefault(i => !chosen.ContainsKey(i) && GuessTarget.LooksLikeNames([.. Samples(i)]), -1);
        if (at >= 0)
            chosen[at] = (new ImportTarget(DisplayName), MappedBy.Content);
    }

    private void TakeAddresses(List<Bid> bids)
    {
        var number = 0;
        foreach (var group in bids.Where(b => b.Guess.Field is >= ImportField.AddressType and <= Country).GroupBy(b => b.Guess.Group))
        {
            number++;
            var parts = group.ToList();
            // A formatted address only repeats what its parts say.
            if (parts.Any(b => b.Guess.Field is StreetLine1 or City && b.IsFilled))
                parts.RemoveAll(b => b.Guess.Field == AddressFull);
            if (parts.Select(b => b.Guess.Type).FirstOrDefault(t => t is not null) is { } type)
                types[number] = type;
            foreach (var field in parts.GroupBy(b => b.Guess.Field))
                Take(Best(field), new ImportTarget(field.Key, number));
        }
    }

    private void Take(Bid bid, ImportTarget target) => chosen[bid.Column] = (target, bid.By);

    private string? CustomOf(string header)
    {
        var plain = FieldNames.Plain(header);
        if (plain.Length == 0 || FieldNames.Find(plain) is not null)
            return null;
        return customFields
            .FirstOrDefault(f =>
                FieldNames.Plain(f.Key) == plain
                || FieldNames.Plain(f.Label) == plain
                || FieldNames.Plain("custom_fields." + f.Key) == plain
            )
            ?.Key;
    }

    private string System()
    {
        var column = chosen.Where(c => c.Value.Target.Field == ImportField.ExternalId).Select(c => (int?)c.Key).FirstOrDefault();
        if (
            column is not { } at
            || FieldNames.Plain(headers[at])
                is not ("id" or "recordid" or "contactid" or "leadid" or "personid" or "accountid" or "organizationid")
        )
            return Customers.ExternalId.DefaultSystem;
        return "file-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', headers))))[..12];
    }

    private bool DaysFirst()
    {
        var dates =
            from c in chosen
            where c.Value.Target.Field == Custom || c.Value.Target.Described is { IsDate: true }
            from sample in Samples(c.Key)
            select sample;
        return ReadDates.DayFirst(dates);
    }

    private IEnumerable<string> Samples(int column) => rows.Where(r => column < r.Count).Select(r => r[column].Trim());
}
