using System.Globalization;
using System.Security.Cryptography;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Trust.Identity;

namespace Rapport.Tests.Records.Customers.Merge;

/// <summary>
/// A few customers with all that can hang on them, drawn from a seed: the same seed makes the same rows in any organization, their IDs
/// equal in the first half.
/// </summary>
internal sealed class MergeWorld
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly Random random;
    private readonly List<Entity> rows = [];
    private readonly HashSet<string> taken = [];
    private readonly List<User> users = [];
    private readonly List<Branch> branches = [];
    private readonly List<Tag> tags = [];
    private readonly List<CustomField> fields = [];

    public MergeWorld(int seed, int customers)
    {
        random = new Random(seed);
        for (var i = 0; i < 3; i++)
            branches.Add(Keep(new Branch { Name = $"Branch {i}", CreatedAt = Start }));
        for (var i = 0; i < 3; i++)
            users.Add(
                Keep(
                    new User
                    {
                        Name = $"User {i}",
                        Email = $"user{i}@example.org",
                        CreatedAt = Start,
                    }
                )
            );
        for (var i = 0; i < 4; i++)
            tags.Add(
                Keep(
                    new Tag
                    {
                        Name = $"Tag {i}",
                        NameKey = $"tag {i}",
                        CreatedAt = Start,
                    }
                )
            );
        foreach (var type in new[] { CustomFieldType.Text, CustomFieldType.Number, CustomFieldType.MultiChoice })
            fields.Add(
                Keep(
                    new CustomField
                    {
                        Key = Snake.Of(type.ToString()),
                        Label = type.ToString(),
                        Type = type,
                        CreatedAt = Start,
                    }
                )
            );
        for (var i = 0; i < customers; i++)
            AddCustomer(i);
        for (var i = 0; i < customers * 2; i++)
            AddPair();
    }

    public IReadOnlyList<Entity> Rows => rows;
    public List<Customer> Customers { get; } = [];

    public Guid Any() => Customers[random.Next(Customers.Count)].Id;

    public int Below(int bound) => random.Next(bound);

    public bool Chance(double probability) => random.NextDouble() < probability;

    private void AddCustomer(int number)
    {
        var customer = new Customer(
            Chance(0.4) ? CustomerType.Organization : CustomerType.Individual,
            $"Customer {number}",
            users[0].Id,
            Start.AddMinutes(number)
        )
        {
            BirthDate = Maybe(() => new DateOnly(1980, 1, 1).AddDays(Below(5000))),
            RegisteredOn = Maybe(() => new DateOnly(2020, 1, 1).AddDays(Below(900))),
            BranchId = Maybe(() => branches[Below(3)].Id),
            OwnerId = Maybe(() => users[Below(3)].Id),
            PreferredLanguage = Chance(0.4) ? "de" : null,
            AvatarUrl = Chance(0.2) ? $"https://example.org/{number}.png" : null,
            // Always to an earlier one, so that there is no loop.
            ParentId = Customers.Count > 0 && Chance(0.5) ? Any() : null,
        };
        if (Chance(0.5))
            customer.WriteEmail($"Person{Below(4)}@Example.org");
        if (Chance(0.5))
            customer.WritePhone($"0176 5551{Below(900) + 100}", "DE");
        Customers.Add(Keep(customer));
        if (customer.ParentId is { } parent)
            Relate(parent, customer.Id, RelationshipType.ParentChild, null);
        if (customer.Type == CustomerType.Organization || Chance(0.2))
            AddAccount(customer);
        AddContacts(customer);
        AddAddresses(customer);
        AddLabels(customer);
    }

    private void AddAccount(Customer customer)
    {
        var account = Keep(
            new Account(customer.Id, $"{customer.DisplayName} GmbH", Start)
            {
                Industry = Chance(0.5) ? "automotive" : null,
                EmployeeCount = Maybe(() => EmployeeCount.UpTo50),
                Arr = Maybe(() => 1000.5m + Below(100)),
                Website = Chance(0.4) ? $"https://{Below(9)}.example.org" : null,
                ContractStart = Maybe(() => new DateOnly(2025, 1, 1).AddDays(Below(300))),
            }
        );
        if (Chance(0.4))
            (account.TaxIdIndex, account.TaxIdCountry) = ([1, 2, (byte)Below(200)], "DE");
        account.Id = customer.Id;
    }

    private void AddContacts(Customer customer)
    {
        var hasPrimary = false;
        for (var i = Below(4); i > 0; i--)
        {
            var contact = Keep(
                new Contact(customer.Id, $"Given{Below(5)}", $"Family{Below(5)}", Start)
                {
                    IsPrimary = Chance(0.5),
                    JobTitle = Chance(0.3) ? "Driver" : null,
                }
            );
            if (Chance(0.2))
                contact.ArchivedAt = Start.AddDays(1);
            if (contact is { IsPrimary: true, ArchivedAt: null } && hasPrimary)
                contact.IsPrimary = false;
            hasPrimary |= contact is { IsPrimary: true, ArchivedAt: null };
            if (Chance(0.6))
                contact.WriteEmail($"contact{Below(3)}@example.org");
        }
    }

    private void AddAddresses(Customer customer)
    {
        for (var i = Below(4); i > 0; i--)
        {
            var type = (AddressType)Below(3);
            var address = Keep(
                new Address(customer.Id, type, $"Street {Below(20)}", "Berlin", "DE", Start)
                {
                    PostalCode = $"1{Below(9000) + 1000}",
                    Latitude = Maybe(() => 52.5 + random.NextDouble()),
                }
            );
            address.IsDefault = Chance(0.6) && taken.Add($"default {customer.Id} {type}");
        }
    }

    private void AddLabels(Customer customer)
    {
        foreach (var tag in tags.Where(_ => Chance(0.4)))
            Keep(
                new CustomerTag
                {
                    CustomerId = customer.Id,
                    TagId = tag.Id,
                    CreatedAt = Start,
                }
            );
        foreach (var user in users.Where(_ => Chance(0.3)))
            Keep(
                new TeamMember
                {
                    CustomerId = customer.Id,
                    UserId = user.Id,
                    Role = (TeamRole)Below(5),
                    CreatedAt = Start,
                }
            );
        if (Chance(0.7))
            Keep(
                new ExternalId
                {
                    CustomerId = customer.Id,
                    Value = $"EXT-{Customers.Count}",
                    CreatedAt = Start,
                }
            );
        foreach (var field in fields.Where(_ => Chance(0.5)))
        {
            for (var i = field.Type == CustomFieldType.MultiChoice ? 1 + Below(2) : 1; i > 0; i--)
            {
                var value = Below(100);
                Keep(
                    new CustomFieldValue
                    {
                        CustomerId = customer.Id,
                        FieldId = field.Id,
                        Value = value.ToString(CultureInfo.InvariantCulture),
                        Number = field.Type == CustomFieldType.Number ? value : null,
                    }
                );
            }
        }
    }

    private void AddPair()
    {
        var (one, other) = (Any(), Any());
        if (one == other)
            return;
        Relate(one, other, (RelationshipType)(1 + Below(4)), Chance(0.2) ? Start.AddDays(2) : null);
        var (low, high) = string.CompareOrdinal(one.ToString(), other.ToString()) < 0 ? (one, other) : (other, one);
        if (taken.Add($"pair {low} {high}"))
            Keep(
                new DuplicatePair
                {
                    LowId = low,
                    HighId = high,
                    Probability = random.NextDouble(),
                    Status = Chance(0.3) ? PairStatus.Dismissed : PairStatus.Open,
                    FoundAt = Start,
                }
            );
    }

    private void Relate(Guid from, Guid to, RelationshipType type, DateTimeOffset? archivedAt)
    {
        if (taken.Add($"relation {from} {to} {type}"))
            Keep(
                new Relationship
                {
                    FromCustomerId = from,
                    ToCustomerId = to,
                    RelationshipType = type,
                    Notes = $"Note {Below(100)}",
                    CreatedAt = Start,
                    ArchivedAt = archivedAt,
                }
            );
    }

    private T? Maybe<T>(Func<T> value)
        where T : struct => Chance(0.5) ? value() : null;

    private T Keep<T>(T row)
        where T : Entity
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        // A row's number in the full-text index is the second half of the ID, one per database.
        RandomNumberGenerator.Fill(bytes.AsSpan(8));
        row.Id = new Guid(bytes, bigEndian: true);
        rows.Add(row);
        return row;
    }
}
