using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Duplicates;
using Rapport.Trust.Identity;
using ExternalId = Rapport.Records.Customers.ExternalId;

namespace Rapport.Records.Samples;

[EventName("samples.loaded")]
public sealed record SamplesLoaded(Guid OrganizationId, int Customers) : DomainEvent
{
    public override string SubjectType => "organization";
    public override Guid SubjectId => OrganizationId;
    public override IEnumerable<string> Touches => ["customers"];
}

/// <summary>
/// Fills an organization with a garage group to look around in: three branches, their staff, two thousand drivers and fleets, some of them
/// twice.
/// </summary>
public sealed class SampleGarage(
    RapportDb db,
    Changes changes,
    SearchDocuments images,
    CustomerIndex index,
    UserManager<Login> logins,
    TimeProvider clock
)
{
    private const string FirstNumber = "HG-10001";
    private const int Together = 500;

    /// <summary>How many customers were written; none when the garage is there already.</summary>
    public async Task<int> Load(CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        if (await db.ExternalIds.AnyAsync(e => e.System == ExternalId.DefaultSystem && e.Value == FirstNumber, ct))
            return 0;

        var now = clock.Now();
        var staff = await SampleStaff.Hire(db, logins, now, ct);
        var fields = Fields(now).ToDictionary(f => f.Key);
        db.AddRange(fields.Values);
        await db.SaveChangesAsync(ct);

        var people = new SamplePeople(now);
        var rows = new SampleRows(staff, fields, people.Random, now);
        var written = Write(people, rows);
        Relate(written, rows);
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        db.AddRange(rows.Records);
        changes.Raise(new SamplesLoaded(db.TenantId, written.Count));
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
        db.ChangeTracker.AutoDetectChangesEnabled = true;
        await Index(written, rows, ct);
        await change.Save(ct);
        return written.Count;
    }

    /// <summary>Three fields of the garage's own, as a workshop would add them.</summary>
    private static IEnumerable<CustomField> Fields(DateTimeOffset now) =>
        [
            new()
            {
                Key = "registration",
                Label = "Registration",
                Type = CustomFieldType.Text,
                Position = 1,
                CreatedAt = now,
            },
            new()
            {
                Key = "mot_due",
                Label = "MOT due",
                Type = CustomFieldType.Date,
                Position = 2,
                CreatedAt = now,
            },
            new()
            {
                Key = "service_plan",
                Label = "Service plan",
                Type = CustomFieldType.Choice,
                OptionsJson = """["Essential","Complete","Complete with tyres"]""",
                Position = 3,
                CreatedAt = now,
            },
        ];

    private static List<Customer> Write(SamplePeople people, SampleRows rows)
    {
        var all = people.All();
        // A garage that is made just now has set nothing yet.
        var (number, settings) = (10_000, new DuplicateSettings());
        var byPerson = new Dictionary<SamplePerson, Customer>(ReferenceEqualityComparer.Instance);
        foreach (var person in all)
            byPerson[person] = rows.Add(person, $"HG-{++number}");
        var written = byPerson.Values.ToList();
        foreach (var (original, twin) in new SampleTwins(people).Of(all))
        {
            var second = rows.Add(twin, $"HG-{++number}");
            written.Add(second);
            if (!byPerson[original].IsLive || !second.IsLive)
                continue;
            var match = settings.Compare(Linkage(original), Linkage(twin));
            if (settings.IsLikely(match.Probability))
                rows.Pair(byPerson[original], second, match);
        }
        return written;
    }

    private static LinkageRecord Linkage(SamplePerson person) =>
        new()
        {
            Name = person.Name,
            Type = person.Type == CustomerType.Organization ? PartyType.Organization : PartyType.Individual,
            Emails = person.Email is null ? [] : [person.Email],
            Phones = person.Phone is { } phone ? [phone.StartsWith('0') ? "+44" + phone[1..] : phone] : [],
            BirthDate = person.BirthDate,
            Addresses = [new PostalAddress(person.Street, person.Town, person.Postcode, "GB")],
        };

    /// <summary>Some fleets belong to a group, some work together, and drivers bring their friends.</summary>
    private static void Relate(List<Customer> all, SampleRows rows)
    {
        var firms = all.Where(c => c is { Type: CustomerType.Organization, IsLive: true }).ToList();
        for (var i = 0; i + 3 < 40; i += 4)
        {
            rows.Relate(firms[i], firms[i + 1], RelationshipType.ParentChild);
            rows.Relate(firms[i], firms[i + 2], RelationshipType.ParentChild);
            rows.Relate(firms[i + 1], firms[i + 3], RelationshipType.Partner);
        }
        var drivers = all.Where(c => c is { Type: CustomerType.Individual, IsLive: true }).ToList();
        for (var i = 0; i + 7 < 700; i += 7)
            rows.Relate(drivers[i], drivers[i + 3], RelationshipType.Referral);
    }

    private async Task Index(List<Customer> written, SampleRows rows, CancellationToken ct)
    {
        foreach (var some in written.Chunk(Together))
        {
            var batch = new Batch(db);
            index.Write(batch, (await images.Of([.. some.Select(c => c.Id)], ct)).Values, new Dictionary<Guid, CustomerIndex.StoredRows>());
            await batch.Run(ct);
        }
        await new Batch(db).Insert(KeepCustomersInStep.Timeline, rows.Timeline).Run(ct);
    }
}
