using Rapport.Records.Customers;

namespace Rapport.Records.Samples;

/// <summary>
/// Takes some customers in a second time, as it happens at a counter: a slip of the pen, names the wrong way round, a new number, a new
/// address.
/// </summary>
internal sealed class SampleTwins(SamplePeople people)
{
    private const int Drivers = 50,
        Fleets = 10;

    public List<(SamplePerson Original, SamplePerson Twin)> Of(IReadOnlyList<SamplePerson> all) =>
        [
            .. all.Where(p =>
                    p is { Type: CustomerType.Individual, Email: not null, Phone: not null, BirthDate: not null, Last.Length: > 5 }
                )
                .Take(Drivers)
                .Select((p, place) => (p, Twin(p, place))),
            .. all.Where(p => p is { Type: CustomerType.Organization, Contacts.Count: > 0 }).Take(Fleets).Select(p => (p, OtherFirm(p))),
        ];

    private SamplePerson Twin(SamplePerson person, int place)
    {
        var later = person with
        {
            Since = person.Since.AddDays(people.Random.Int(0, 40)),
            Source = CustomerSource.Web,
            Tags = [],
            ServicePlan = null,
            MotDue = null,
            Plate = null,
        };
        return (place % 5) switch
        {
            0 => later with { Last = Slipped(person.Last), Email = null, Phone = Spaced(person.Phone!) },
            1 => later with { FullName = $"{person.Last} {person.First}", BirthDate = null },
            2 => later with { Phone = people.Phone(person.Branch), BirthDate = null },
            3 => people.Placed(later with { Email = null }),
            _ => later with
            {
                First = SampleWords.Nicknames.GetValueOrDefault(person.First, person.First),
                Email = null,
                Phone = person.Phone!.Replace(" ", ""),
            },
        };
    }

    private SamplePerson OtherFirm(SamplePerson firm)
    {
        var name = firm.Name.EndsWith(" Ltd", StringComparison.Ordinal) ? firm.Name[..^4] : firm.Name + " Limited";
        return firm with
        {
            FullName = name,
            Since = firm.Since.AddDays(people.Random.Int(5, 60)),
            Email = null,
            Contacts = [],
            Tags = [],
            Phone = Spaced(firm.Phone!),
        };
    }

    /// <summary>Two neighbouring letters changed places.</summary>
    private string Slipped(string name)
    {
        var at = people.Random.Int(1, name.Length - 3);
        return $"{name[..at]}{name[at + 1]}{name[at]}{name[(at + 2)..]}";
    }

    private static string Spaced(string phone) => "+44 " + phone[1..];
}
