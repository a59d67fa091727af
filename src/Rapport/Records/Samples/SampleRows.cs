using System.Text.Json;
using Bogus;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Addresses;
using Rapport.Trust.Identity;
using ExternalId = Rapport.Records.Customers.ExternalId;

namespace Rapport.Records.Samples;

/// <summary>The rows of the sample customers: records, parts, and what a timeline of those years would tell.</summary>
internal sealed class SampleRows(SampleStaff staff, IReadOnlyDictionary<string, CustomField> fields, Randomizer random, DateTimeOffset now)
{
    private readonly Dictionary<string, Tag> tags = [];

    public List<Entity> Records { get; } = [];
    public List<TimelineEntry> Timeline { get; } = [];

    public Customer Add(SamplePerson person, string number)
    {
        var (owner, branch) = (random.ArrayElement([.. staff.Of(person.Branch)]), staff.Branches[person.Branch]);
        var customer = new Customer(person.Type, person.Name, owner.Id, person.Since)
        {
            Status = person.Status,
            Source = person.Source,
            BirthDate = person.BirthDate,
            RegisteredOn = DateOnly.FromDateTime(person.Since.UtcDateTime),
            BranchId = branch.Id,
            OwnerId = random.Bool(0.9f) ? owner.Id : null,
            PreferredLanguage = "en-GB",
        };
        customer.WriteEmail(person.Email);
        customer.WritePhone(person.Phone, "GB");
        Records.Add(customer);
        Records.Add(
            new ExternalId
            {
                CustomerId = customer.Id,
                Value = number,
                CreatedAt = person.Since,
            }
        );
        Tell(customer, person.Since, "customer.created", new { source = Words.Of(person.Source) }, owner);
        AddAddress(customer, person);
        AddTags(customer, person, owner);
        if (person.Type == CustomerType.Organization)
            AddBusiness(customer, person, owner);
        else
            AddVehicle(customer, person);
        Age(customer, person, owner);
        return customer;
    }

    public void Relate(Customer from, Customer to, RelationshipType type)
    {
        Records.Add(
            new Relationship
            {
                FromCustomerId = from.Id,
                ToCustomerId = to.Id,
                RelationshipType = type,
                StartDate = to.RegisteredOn,
                CreatedAt = to.CreatedAt,
            }
        );
        if (type == RelationshipType.ParentChild)
            to.ParentId = from.Id;
    }

    public void Pair(Customer one, Customer other, Match match)
    {
        var evidence = CandidateEvidence.Of(match).Select(e => e.Kept());
        var (low, high) = one.Id.CompareTo(other.Id) < 0 ? (one, other) : (other, one);
        Records.Add(
            new DuplicatePair
            {
                LowId = low.Id,
                HighId = high.Id,
                Probability = Math.Round(match.Probability, 4),
                Evidence = JsonSerializer.Serialize(evidence, ApiJson.Options),
                FoundAt = now,
            }
        );
    }

    private void AddAddress(Customer customer, SamplePerson person)
    {
        var type = person.Type == CustomerType.Organization ? AddressType.Headquarters : AddressType.Billing;
        AddPlaced(
            new Address(customer.Id, type, person.Street!, person.Town, "GB", person.Since)
            {
                PostalCode = person.Postcode,
                IsDefault = true,
            }
        );
        if (person.Type == CustomerType.Organization && random.Bool(0.3f))
            AddPlaced(
                new Address(
                    customer.Id,
                    AddressType.Service,
                    $"Unit {random.Int(1, 40)}, {random.ArrayElement(SampleWords.Streets)}",
                    person.Town,
                    "GB",
                    person.Since
                )
                {
                    PostalCode = person.Postcode,
                    IsDefault = true,
                }
            );
    }

    private void AddPlaced(Address address)
    {
        PlaceAddress.Run(address);
        Records.Add(address);
    }

    private void AddTags(Customer customer, SamplePerson person, User owner)
    {
        foreach (var name in person.Tags)
        {
            if (!tags.TryGetValue(name, out var tag))
                Records.Add(
                    tags[name] = tag =
                        new Tag
                        {
                            Name = name,
                            NameKey = NameFolding.Key(name, 60),
                            CreatedAt = person.Since,
                        }
                );
            Records.Add(
                new CustomerTag
                {
                    CustomerId = customer.Id,
                    TagId = tag.Id,
                    CreatedAt = person.Since,
                }
            );
            Tell(customer, Later(person.Since), "customer.tagged", new { changes = new { tag = new FieldChange(null, name) } }, owner);
        }
    }

    private void AddBusiness(Customer customer, SamplePerson person, User owner)
    {
        var start = customer.RegisteredOn!.Value;
        var hasContract = person.Status == CustomerStatus.Active && random.Bool(0.6f);
        var renewal = hasContract ? DateOnly.FromDateTime(now.UtcDateTime).AddDays(random.Int(6, 360)) : (DateOnly?)null;
        Records.Add(
            new Account(customer.Id, person.Name.Replace(" Ltd", " Limited"), person.Since)
            {
                Industry = person.Industry,
                Website = $"https://{new string([.. person.Name.ToLowerInvariant().Where(char.IsAsciiLetter)])}.example.com",
                Size = random.ArrayElement([AccountSize.Startup, AccountSize.Small, AccountSize.Small, AccountSize.Medium]),
                EmployeeCount = random.ArrayElement([
                    EmployeeCount.UpTo10,
                    EmployeeCount.UpTo50,
                    EmployeeCount.UpTo50,
                    EmployeeCount.UpTo200,
                ]),
                AnnualRevenue = random.ArrayElement([AnnualRevenue.UpTo1M, AnnualRevenue.UpTo1M, AnnualRevenue.UpTo10M]),
                Arr = hasContract ? random.Int(12, 480) * 100m : null,
                ContractStart = hasContract ? start : null,
                ContractEnd = renewal,
                ContractRenewal = renewal?.AddDays(-30),
            }
        );
        foreach (var (first, last, role, title, phone) in person.Contacts)
        {
            var contact = new Contact(customer.Id, first, last, person.Since)
            {
                Role = role,
                JobTitle = title,
                IsPrimary = role == ContactRole.DecisionMaker,
                DoNotContact = random.Bool(0.03f),
            };
            contact.WritePhone(phone, "GB");
            if (random.Bool(0.8f))
                contact.WriteEmail($"{first}.{last}.{customer.NameKey.Replace(" ", "")}@example.com".ToLowerInvariant());
            Records.Add(contact);
            Tell(
                customer,
                Later(person.Since),
                "contact.added",
                new
                {
                    part_id = contact.Id,
                    changes = new { first_name = new FieldChange(null, first), last_name = new FieldChange(null, last) },
                },
                owner
            );
        }
        Records.Add(
            new TeamMember
            {
                CustomerId = customer.Id,
                UserId = owner.Id,
                Role = TeamRole.Owner,
                CreatedAt = person.Since,
            }
        );
        if (random.Bool(0.5f) && staff.All.FirstOrDefault(u => u.Id != owner.Id && u.BranchId == owner.BranchId) is { } support)
            Records.Add(
                new TeamMember
                {
                    CustomerId = customer.Id,
                    UserId = support.Id,
                    Role = TeamRole.Support,
                    CreatedAt = person.Since,
                }
            );
    }

    private void AddVehicle(Customer customer, SamplePerson person)
    {
        Give(customer, "registration", person.Plate);
        Give(customer, "mot_due", person.MotDue?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Give(customer, "service_plan", person.ServicePlan);
    }

    private void Give(Customer customer, string field, string? value)
    {
        if (value is not null)
            Records.Add(
                new CustomFieldValue
                {
                    CustomerId = customer.Id,
                    FieldId = fields[field].Id,
                    Value = value,
                }
            );
    }

    /// <summary>What changed over the years; the record was last touched when the last of it did.</summary>
    private void Age(Customer customer, SamplePerson person, User owner)
    {
        if (person.Status != CustomerStatus.Prospect)
        {
            customer.UpdatedAt = Later(person.Since);
            Changed(customer, "status", "prospect", "active", owner);
        }
        if (random.Bool(0.25f) && person.Phone is not null)
        {
            customer.UpdatedAt = Later(customer.UpdatedAt);
            Changed(customer, "phone", $"01632 961{random.Int(0, 999):000}", person.Phone, owner);
        }
        if (person.Status is CustomerStatus.Inactive or CustomerStatus.Churned)
        {
            customer.UpdatedAt = Later(customer.UpdatedAt);
            Changed(customer, "status", "active", Words.Of(person.Status), owner);
        }
        if (!random.Bool(0.01f))
            return;
        customer.Archive(Later(customer.UpdatedAt));
        Tell(customer, customer.UpdatedAt, "customer.archived", new { }, owner);
    }

    private void Changed(Customer customer, string field, string from, string to, User by) =>
        Tell(
            customer,
            customer.UpdatedAt,
            "customer.updated",
            new { changes = new Dictionary<string, FieldChange> { [field] = new(from, to) } },
            by
        );

    private void Tell(Customer customer, DateTimeOffset at, string type, object details, User by) =>
        Timeline.Add(
            new TimelineEntry
            {
                OrganizationId = staff.OrganizationId,
                CustomerId = customer.Id,
                OccurredAt = at,
                Type = type,
                ActorId = by.Id,
                Details = JsonSerializer.Serialize(details, ApiJson.Options),
                SourceType = "customer",
                SourceId = customer.Id,
            }
        );

    /// <summary>A later day, while the garage is open.</summary>
    private DateTimeOffset Later(DateTimeOffset than)
    {
        var days = (int)((now - than).TotalDays * 0.6 * random.Double());
        return days == 0
            ? than
            : new DateTimeOffset(than.UtcDateTime.Date.AddDays(days), TimeSpan.Zero).AddMinutes(random.Int(8 * 60, 17 * 60));
    }
}
