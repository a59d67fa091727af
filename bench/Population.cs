using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Trust.Identity;

namespace Rapport.Bench;

/// <summary>
/// Invented customers with names spread as real ones are: some very common, most rare. The same seed gives the same people.
/// </summary>
internal sealed class Population(IServiceProvider services, Guid organization, Guid owner)
{
    private const int BatchSize = 5000;
    private static readonly string[] Onsets =
    [
        "b",
        "br",
        "c",
        "ch",
        "d",
        "f",
        "g",
        "gr",
        "h",
        "j",
        "k",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "sh",
        "st",
        "t",
        "th",
        "v",
        "w",
        "y",
        "z",
        "",
    ];
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "ai", "ea", "ee", "oo", "ou"];
    private static readonly string[] Codas = ["n", "r", "l", "s", "t", "m", "ck", "ng", "rd", "st", "ll", "nd", "", "x", "th"];
    private readonly Random random = new(20260301);
    private readonly List<string> given = [],
        family = [];

    public async Task Grow(int rows)
    {
        given.AddRange(Enumerable.Range(0, 1200).Select(_ => Name(2)));
        family.AddRange(Enumerable.Range(0, 30000).Select(_ => Name(random.Next(2, 4))));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var done = 0; done < rows; done += BatchSize)
        {
            await Batch(done, Math.Min(BatchSize, rows - done));
            if (done % 100_000 == 0)
                Console.Error.WriteLine($"  {done:N0} customers, {done / Math.Max(1, watch.Elapsed.TotalSeconds):N0}/s");
        }
    }

    private string Name(int syllables)
    {
        var text = string.Concat(Enumerable.Range(0, syllables).Select(_ => Pick(Onsets) + Pick(Vowels))) + Pick(Codas);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    // Squared, so that the first entries are far more common than the last.
    private T Pick<T>(IReadOnlyList<T> from) => from[(int)(random.NextDouble() * random.NextDouble() * from.Count)];

    private async Task Batch(int first, int count)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
        var db = scope.ServiceProvider.GetRequiredService<RapportDb>();
        await using var change = await scope.ServiceProvider.GetRequiredService<Changes>().Begin(default);
        var branches = await db.Branches.Select(b => (Guid?)b.Id).ToListAsync();
        var now = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(-first);
        var people = Enumerable.Range(first, count).Select(n => Person(n, now.AddMilliseconds(-(n - first)), branches)).ToList();
        var batch = new Batch(db).Insert(Customers, people);
        var images = people
            .Select(p => new SearchDocument
            {
                Id = p.Id,
                Type = p.Type,
                Name = p.DisplayName,
                BranchId = p.BranchId,
                OwnerId = p.OwnerId,
                Email = p.Email,
                Phone = p.Phone,
                PhoneE164 = p.PhoneE164,
            })
            .ToList();
        scope.ServiceProvider.GetRequiredService<CustomerIndex>().Write(batch, images, new Dictionary<Guid, CustomerIndex.StoredRows>());
        batch.Insert(
            KeepCustomersInStep.Timeline,
            [
                .. people.Select(p => new TimelineEntry
                {
                    OrganizationId = organization,
                    CustomerId = p.Id,
                    OccurredAt = p.CreatedAt,
                    Type = "customer.created",
                    SourceType = "customer",
                    SourceId = p.Id,
                }),
            ]
        );
        await batch.Run(default);
        await change.Save(default);
    }

    private Customer Person(int number, DateTimeOffset at, List<Guid?> branches)
    {
        var (first, last) = (Pick(given), Pick(family));
        var person = new Customer(CustomerType.Individual, $"{first} {last}", owner, at)
        {
            OwnerId = owner,
            BranchId = branches.Count == 0 ? null : branches[number % branches.Count],
            Status = (number % 10) switch
            {
                < 6 => CustomerStatus.Active,
                < 9 => CustomerStatus.Prospect,
                _ => CustomerStatus.Churned,
            },
        };
        person.WriteEmail($"{NameFolding.Key(first)}.{NameFolding.Key(last)}.{number}@example.com");
        person.WritePhone($"+4477009{number % 100000:00000}", null);
        person.OrganizationId = organization;
        return person;
    }

    private static readonly TableInsert<Customer> Customers = new TableInsert<Customer>("customers")
        .Column("organization_id", c => c.OrganizationId)
        .Column("id", c => c.Id)
        .Column("type", c => c.Type)
        .Column("display_name", c => c.DisplayName)
        .Column("name_key", c => c.NameKey)
        .Column("status", c => c.Status)
        .Column("email", c => c.Email)
        .Column("email_key", c => c.EmailKey)
        .Column("phone", c => c.Phone)
        .Column("phone_e164", c => c.PhoneE164)
        .Column("branch_id", c => c.BranchId)
        .Column("owner_id", c => c.OwnerId)
        .Column("created_by_id", c => c.CreatedById)
        .Column("created_at", c => c.CreatedAt)
        .Column("updated_at", c => c.UpdatedAt)
        .Column("version", c => c.Version);
}
