using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Contacts;

/// <summary>A contact as the API shows it; what a role may not see is null and named in <c>withheld</c>.</summary>
public sealed record ContactView
{
    internal const string Columns = """
        id, name_key, customer_id, first_name, last_name, email, phone, phone_e164, job_title, role, is_primary, status,
        communication_preference, do_not_contact, departed_on, email_status, created_at, updated_at, archived_at, version
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
            Id = row.Id("id"),
            CustomerId = row.Id("customer_id"),
            FirstName = row.Text("first_name"),
            LastName = row.Text("last_name"),
            Email = row.TextOrNull("email"),
            Phone = row.TextOrNull("phone"),
            PhoneE164 = row.TextOrNull("phone_e164"),
            JobTitle = row.TextOrNull("job_title"),
            Role = row.TextOrNull("role") is { } role ? Words.Parse<ContactRole>(role) : null,
            IsPrimary = row.Truth("is_primary"),
            Status = Words.Parse<ContactStatus>(row.Text("status")),
            CommunicationPreference = Words.Parse<CommunicationPreference>(row.Text("communication_preference")),
            DoNotContact = row.Truth("do_not_contact"),
            DepartedOn = row.DateOrNull("departed_on"),
            EmailStatus = Words.Parse<EmailStatus>(row.Text("email_status")),
            CreatedAt = row.Time("created_at"),
            UpdatedAt = row.Time("updated_at"),
            ArchivedAt = row.TimeOrNull("archived_at"),
            Version = row.Int("version"),
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
