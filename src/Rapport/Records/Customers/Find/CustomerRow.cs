using System.Text.Json.Serialization;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Find;

/// <summary>A customer as lists show it.</summary>
public sealed record CustomerRow
{
    public Guid Id { get; init; }
    public CustomerType Type { get; init; }
    public string DisplayName { get; init; } = "";
    public CustomerStatus Status { get; init; }
    public CustomerSource? Source { get; init; }
    public string? ExternalId { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? PhoneE164 { get; init; }
    public Guid? OwnerId { get; init; }
    public string? OwnerName { get; init; }
    public Guid? BranchId { get; init; }
    public string? BranchName { get; init; }
    public Guid? ParentId { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public DateOnly? RegistrationDate { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; init; }
    public int Version { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string[]? Withheld { get; init; }
    [JsonIgnore] public string NameKey { get; init; } = "";

    internal static readonly Sql Select = Sql.Raw("""
        select c.id, c.type, c.display_name, c.status, c.source, c.email, c.phone, c.phone_e164, c.owner_id, u.name, c.branch_id, b.name, c.parent_id, c.registered_on,
          c.created_at, c.updated_at, c.archived_at, c.version, c.name_key, s.external_id, s.tags
        from customers c
        left join customer_summary s on s.organization_id = c.organization_id and s.customer_id = c.id
        left join users u on u.organization_id = c.organization_id and u.id = c.owner_id
        left join branches b on b.organization_id = c.organization_id and b.id = c.branch_id
        """);

    internal static CustomerRow Read(Row row, bool contactData) => new()
    {
        Id = row.Id(0), Type = Words.Parse<CustomerType>(row.Text(1)), DisplayName = row.Text(2), Status = Words.Parse<CustomerStatus>(row.Text(3)),
        Source = row.TextOrNull(4) is { } source ? Words.Parse<CustomerSource>(source) : null,
        Email = contactData ? row.TextOrNull(5) : null, Phone = contactData ? row.TextOrNull(6) : null, PhoneE164 = contactData ? row.TextOrNull(7) : null,
        OwnerId = row.IdOrNull(8), OwnerName = row.TextOrNull(9), BranchId = row.IdOrNull(10), BranchName = row.TextOrNull(11), ParentId = row.IdOrNull(12), RegistrationDate = row.DateOrNull(13),
        CreatedAt = row.Time(14), UpdatedAt = row.Time(15), ArchivedAt = row.TimeOrNull(16), Version = row.Int(17), NameKey = row.Text(18), ExternalId = row.TextOrNull(19),
        Tags = row.TextOrNull(20)?.Split(CustomerSummary.Separator) ?? [],
        Withheld = contactData ? null : ["email", "phone"],
    };
}
