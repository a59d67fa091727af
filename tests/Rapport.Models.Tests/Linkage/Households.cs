using Rapport.Models.Linkage;

namespace Rapport.Tests.Models.Linkage;

/// <summary>
/// Invented families at one address, of whom some members are entered twice: couples, children, twins, fathers and sons of one name,
/// landlines and mailboxes in common. Who is who is known.
/// </summary>
internal sealed class Households(int seed)
{
    private const double EnteredTwice = 0.12;
    private static readonly string[] Given =
    [
        .. "james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan joseph jessica".Split(' '),
        .. "thomas sarah charles karen daniel nancy matthew lisa anthony betty mark sandra paul ashley steven emily andrew kimberly".Split(
            ' '
        ),
        .. "joshua donna kevin carol brian amanda george melissa edward deborah ronald stephanie timothy rebecca jason laura".Split(' '),
        .. "anna peter hans greta lukas sophie felix clara oskar ida emil frieda karl luise otto mathilda fatima yusuf aylin mehmet".Split(
            ' '
        ),
    ];
    private static readonly string[] Starts = "b br d f g gr h j k kl l m n p r s sch st t v w z".Split(' ');
    private static readonly string[] Vowels = "a e i o u ei au ie".Split(' ');
    private static readonly string[] Ends = "n r l s tt rg nd ck mann er berg son".Split(' ');
    private readonly Random random = new(seed);

    public LinkageSet Make(int households)
    {
        var surnames = Words(2000);
        var streets = Words(600);
        var rows = new List<(LinkageRecord Record, string Entity)>();
        for (var home = 0; home < households; home++)
        {
            var members = Members(Pick(surnames), surnames, Pick(streets));
            for (var at = 0; at < members.Count; at++)
            {
                rows.Add((members[at], $"{home}-{at}"));
                if (Chance(EnteredTwice))
                    rows.Add((Again(members[at], streets), $"{home}-{at}"));
            }
        }

        return LinkageSet.Of("households", rows);
    }

    private List<LinkageRecord> Members(string surname, string[] surnames, string street)
    {
        var postcode = (10_000 + 7 * Skewed(900)).ToString();
        var home = new PostalAddress($"{street}straße {random.Next(1, 90)}", "Town" + postcode[..3], postcode, "DE");
        var landline = Chance(0.5) ? Number("221") : null;
        var mailbox = Chance(0.1) ? $"family.{surname}{random.Next(100)}@web.de" : null;
        var parents = random.Next(1, 3);
        var children = Chance(0.5) ? random.Next(1, 3) : 0;
        var (first, members) = (Pick(Given), new List<LinkageRecord>());
        DateOnly? twin = null;
        for (var at = 0; at < parents + children; at++)
        {
            var isChild = at >= parents;
            var isNamesake = isChild && Chance(0.015);
            var given = at == 0 || isNamesake ? first : Another(members);
            var born = isChild && twin is { } same && Chance(0.06) ? same : Born(isChild ? 1995 : 1950);
            twin = isChild ? born : null;
            var own = at == 1 && Chance(0.25) ? Pick(surnames) : surname;
            members.Add(
                new LinkageRecord
                {
                    Name = $"{given} {own}",
                    BirthDate = Chance(0.6) ? born : null,
                    Addresses = Chance(0.85) ? [home] : [],
                    Phones =
                        landline is not null && Chance(0.6) ? [landline]
                        : Chance(0.6) ? [Number("17")]
                        : [],
                    Emails =
                        mailbox is not null ? [mailbox]
                        : Chance(0.7) ? [$"{given}.{own}{random.Next(1000)}@gmail.com"]
                        : [],
                }
            );
        }

        return members;
    }

    private string Another(List<LinkageRecord> members)
    {
        var given = Pick(Given);
        while (members.Any(member => member.Name.StartsWith(given + ' ', StringComparison.Ordinal)))
            given = Pick(Given);
        return given;
    }

    // Typing errors, an initial, a surname of marriage, another phone, a move: what makes people enter somebody again.
    private LinkageRecord Again(LinkageRecord one, string[] streets)
    {
        var (given, surname) = (one.Name.Split(' ')[0], one.Name.Split(' ')[1]);
        var moved = new PostalAddress($"{Pick(streets)}straße {random.Next(1, 90)}", "Elsewhere", $"{random.Next(50_000, 99_000)}", "DE");
        return new LinkageRecord
        {
            Name = random.Next(20) switch
            {
                0 => $"{given[0]}. {surname}",
                1 or 2 => $"{Mistyped(given)} {surname}",
                3 or 4 => $"{given} {Mistyped(surname)}",
                5 => $"{surname} {given}",
                6 => $"{given} {Pick(streets)}",
                _ => one.Name,
            },
            BirthDate =
                Chance(0.3) ? null
                : one.BirthDate is { Day: < 20 } born && Chance(0.06) ? born.AddDays(8)
                : one.BirthDate,
            Addresses =
                Chance(0.2) ? []
                : Chance(0.12) ? [moved]
                : [.. one.Addresses.Select(home => home with { Street = Chance(0.1) ? Mistyped(home.Street!) : home.Street })],
            Phones =
                Chance(0.3) ? []
                : Chance(0.2) ? [Number("17")]
                : one.Phones,
            Emails = Chance(0.3) ? [] : [.. one.Emails.Select(mail => Chance(0.1) ? Mistyped(mail) : mail)],
        };
    }

    private string Mistyped(string text)
    {
        var at = random.Next(1, text.Length - 1);
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, text[at].ToString()),
            _ => $"{text[..at]}{(char)('a' + random.Next(26))}{text[(at + 1)..]}",
        };
    }

    private DateOnly Born(int from) => new DateOnly(from, 1, 1).AddDays(random.Next(9_000));

    private string Number(string area) => $"+49{area}{random.NextInt64(1_000_000, 99_999_999)}";

    private bool Chance(double probability) => random.NextDouble() < probability;

    private string Pick(string[] words) => words[Skewed(words.Length)];

    // A few are common and most are rare.
    private int Skewed(int count) => (int)(count * Math.Pow(random.NextDouble(), 1.8));

    private string[] Words(int count)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (words.Count < count)
            words.Add(One(Starts) + One(Vowels) + (Chance(0.5) ? One(Starts) + One(Vowels) : "") + One(Ends));
        return [.. words];
    }

    private string One(string[] parts) => parts[random.Next(parts.Length)];
}
