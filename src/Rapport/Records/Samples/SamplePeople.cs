using Bogus;
using Rapport.Records.Customers;

namespace Rapport.Records.Samples;

/// <summary>Draws the drivers and fleets, the same ones each time.</summary>
internal sealed class SamplePeople(DateTimeOffset now)
{
    private const int Drivers = 1850,
        Fleets = 110;

    private readonly Randomizer random = new(20_160_301);
    private readonly Dictionary<string, int> mailboxes = [];
    private readonly HashSet<string> firms = [];
    private int mobile,
        leeds,
        elsewhere,
        offices;

    public List<SamplePerson> All()
    {
        var fleets = Enumerable.Range(0, Fleets).Select(_ => Fleet()).ToList();
        var drivers = Enumerable.Range(0, Drivers).Select(_ => Driver()).ToList();
        return [.. random.Shuffle(fleets.Concat(drivers))];
    }

    private SamplePerson Driver()
    {
        var (first, last, branch) = (random.ArrayElement(SampleWords.FirstNames), random.ArrayElement(SampleWords.LastNames), Branch());
        var since = Since();
        var status = random.WeightedRandom(
            [CustomerStatus.Active, CustomerStatus.Inactive, CustomerStatus.Prospect, CustomerStatus.Churned],
            [0.72f, 0.12f, 0.1f, 0.06f]
        );
        var hasCar = status != CustomerStatus.Prospect || random.Bool(0.4f);
        var mot = hasCar ? DateOnly.FromDateTime(now.UtcDateTime).AddDays(random.Int(-60, 364)) : (DateOnly?)null;
        var plan = hasCar && random.Bool(0.3f) ? random.ArrayElement(["Essential", "Complete", "Complete with tyres"]) : null;
        return Placed(
            new SamplePerson
            {
                Type = CustomerType.Individual,
                First = first,
                Last = last,
                Branch = branch,
                Since = since,
                Status = status,
                Source = Source(),
                Email = random.Bool(0.86f) ? Mailbox($"{first}.{last}") : null,
                Phone = random.Bool(0.93f) ? Phone(branch) : null,
                BirthDate = random.Bool(0.6f) ? Birthday() : null,
                Plate = hasCar ? Plate() : null,
                MotDue = mot,
                ServicePlan = plan,
                Tags = [.. DriverTags(mot, status)],
            }
        );
    }

    private IEnumerable<string> DriverTags(DateOnly? mot, CustomerStatus status)
    {
        if (mot < DateOnly.FromDateTime(now.UtcDateTime))
            yield return "MOT lapsed";
        if (random.Bool(0.03f))
            yield return "VIP";
        if (random.Bool(0.09f))
            yield return "EV";
        if (random.Bool(0.03f))
            yield return "Classic";
        if (random.Bool(0.04f))
            yield return "Taxi";
        if (status == CustomerStatus.Prospect && random.Bool(0.5f))
            yield return "Quote sent";
    }

    private SamplePerson Fleet()
    {
        var (name, trade) = Firm();
        var branch = Branch();
        var people = Enumerable.Range(0, random.Int(0, 10) == 0 ? 0 : random.Int(1, 4)).Select((_, place) => Contact(place)).ToList();
        return Placed(
            new SamplePerson
            {
                Type = CustomerType.Organization,
                First = "",
                Last = "",
                FullName = name,
                Branch = branch,
                Since = Since(),
                Source = Source(),
                Industry = trade,
                Status = random.WeightedRandom(
                    [CustomerStatus.Active, CustomerStatus.Prospect, CustomerStatus.Churned],
                    [0.8f, 0.14f, 0.06f]
                ),
                Email = Mailbox("office." + string.Concat(name.Where(char.IsAsciiLetter))),
                Phone = Phone(branch == "Leeds" ? "Leeds" : "Elsewhere", mobiles: false),
                Tags =
                [
                    .. random.Bool(0.85f) ? ["Fleet"] : Array.Empty<string>(),
                    .. random.Bool(0.45f) ? ["Net 30"] : Array.Empty<string>(),
                    .. random.Bool(0.08f) ? ["VIP"] : Array.Empty<string>(),
                ],
                Contacts = people,
            }
        );
    }

    private (string Name, string Industry) Firm()
    {
        while (true)
        {
            var (trade, industry) = random.ArrayElement(SampleWords.FirmTrades);
            var place = random.ArrayElement(SampleWords.FirmPlaces);
            if (firms.Add($"{place} {trade}"))
                return ($"{place} {trade}{random.ArrayElement(SampleWords.FirmEndings)}", industry);
        }
    }

    private (string, string, ContactRole, string, string) Contact(int place)
    {
        var (role, title) = place switch
        {
            0 => (ContactRole.DecisionMaker, "Fleet manager"),
            1 => (ContactRole.Billing, "Accounts"),
            2 => (ContactRole.Driver, "Driver"),
            _ => (ContactRole.User, "Transport office"),
        };
        return (
            random.ArrayElement(SampleWords.FirstNames),
            random.ArrayElement(SampleWords.LastNames),
            role,
            title,
            $"0114 496 0{offices++:000}"
        );
    }

    internal SamplePerson Placed(SamplePerson person)
    {
        var (town, outcodes) = random.ArrayElement(SampleWords.Towns[person.Branch]);
        return person with
        {
            Street = $"{random.Int(1, 160)} {random.ArrayElement(SampleWords.Streets)}",
            Town = town,
            Postcode = $"{random.ArrayElement(outcodes)} {random.Int(1, 9)}{random.String2(2, "ABDEFGHJLNPQRSTUWXYZ")}",
        };
    }

    internal string Phone(string branch, bool mobiles = true)
    {
        if (mobiles && mobile < 1000 && random.Bool(0.62f))
            return $"07700 900{mobile++:000}";
        return branch == "Leeds" && leeds < 1000 ? $"0113 496 0{leeds++:000}" : $"01632 960{elsewhere++ % 1000:000}";
    }

    internal string Mailbox(string name)
    {
        name = name.ToLowerInvariant();
        var count = mailboxes[name] = mailboxes.GetValueOrDefault(name) + 1;
        return count == 1 ? $"{name}@example.com" : $"{name}{count}@example.com";
    }

    internal Randomizer Random => random;

    private string Branch() => random.WeightedRandom(["Leeds", "York", "Harrogate"], [0.46f, 0.3f, 0.24f]);

    private CustomerSource Source() =>
        random.WeightedRandom(
            [CustomerSource.Sales, CustomerSource.Referral, CustomerSource.Web, CustomerSource.Import],
            [0.4f, 0.2f, 0.25f, 0.15f]
        );

    /// <summary>More have come lately than ten years ago, in opening hours.</summary>
    private DateTimeOffset Since()
    {
        var daysAgo = (int)(3650 * Math.Pow(random.Double(), 1.4));
        var day = now.UtcDateTime.Date.AddDays(-Math.Max(1, daysAgo));
        return new DateTimeOffset(day, TimeSpan.Zero).AddMinutes(random.Int(8 * 60, 17 * 60));
    }

    private DateOnly Birthday() => new DateOnly(random.Int(1938, 2005), 1, 1).AddDays(random.Int(1, 363));

    private string Plate()
    {
        var office = random.ArrayElement(["A", "B", "D", "E", "G", "H", "J", "K", "X"]);
        var age = random.ArrayElement("12 14 15 17 18 19 20 21 22 23 24 65 67 68 70 71 72".Split(' '));
        return $"Y{office}{age} {random.String2(3, "ABCDEFGHJKLMNOPRSTUVWXYZ")}";
    }
}
