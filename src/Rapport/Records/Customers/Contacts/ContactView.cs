using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Contacts;

/// <summary>A contact as the API shows it; what a role may not see is null and named in <c>withheld</c>.</summary>
public sealed record ContactView
{
    internal const string Columns = """
        id, name_key, customer_id, first_name, last_name, email, phone, phone_e164, job_title, role, is_primary, status, communication_preference, do_not_contact, departed_on,
        email_status, created_at, updated_at, archived_at, version
        """;

    public required Guid Id { get; init; }
    public required Guid CustomerId { get; init; }
    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? PhoneE164 { get; init; }
    public string? JobTitle { get; init; }
    public ContactRole? Role { get; init; }
    public bool IsPrimary { get; init; }
    public ContactStatus Status { get; init; }
    public CommunicationPreference CommunicationPreference { get; init; }
    public bool DoNotContact { get; init; }
    public DateOnly? DepartedOn { get; init; }
    public EmailStatus EmailStatus { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; init; }
    public int Version { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Withheld { get; init; }

    internal static ContactView Of(Contact contact, Access access) =>
        new ContactView
        {
            Id = contact.Id,
            CustomerId = contact.CustomerId,
            FirstName = contact.FirstName,
            LastName = contact.LastName,
            Email = contact.Email,
            Phone = contact.Phone,
            PhoneE164 = contact.PhoneE164,
            JobTitle = contact.JobTitle,
            Role = contact.Role,
            IsPrimary = contact.IsPrimary,
            Status = contact.Status,
            CommunicationPreference = contact.CommunicationPreference,
            DoNotContact = contact.DoNotContact,
            DepartedOn = contact.DepartedOn,
            EmailStatus = contact.EmailStatus,
            CreatedAt = contact.CreatedAt,
            UpdatedAt = contact.UpdatedAt,
            ArchivedAt = contact.ArchivedAt,
            Version = contact.Version,
        }.For(access);

    internal static ContactView Of(Row row, Access access) =>
        new ContactView
        {
            Id = row.Id(0),
            CustomerId = row.Id(2),
            FirstName = row.Text(3),
            LastName = row.Text(4),
            Email = row.TextOrNull(5),
            Phone = row.TextOrNull(6),
            PhoneE164 = row.TextOrNull(7),
            JobTitle = row.TextOrNull(8),
            Role = row.TextOrNull(9) is { } role ? Words.Parse<ContactRole>(role) : null,
            IsPrimary = row.Truth(10),
            Status = Words.Parse<ContactStatus>(row.Text(11)),
            CommunicationPreference = Words.Parse<CommunicationPreference>(row.Text(12)),
            DoNotContact = row.Truth(13),
            DepartedOn = row.DateOrNull(14),
            EmailStatus = Words.Parse<EmailStatus>(row.Text(15)),
            CreatedAt = row.Time(16),
            UpdatedAt = row.Time(17),
            ArchivedAt = row.TimeOrNull(18),
            Version = row.Int(19),
        }.For(access);

    private ContactView For(Access access) =>
        access.Sees(Mask.ContactData)
            ? this
            : this with
            {
                Email = null,
                Phone = null,
                PhoneE164 = null,
                Withheld = ["email", "phone", "phone_e164"],
            };
}
