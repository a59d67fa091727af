using Rapport.Formats;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

public enum ContactStatus
{
    Active,
    Inactive,
}

public enum CommunicationPreference
{
    Email,
    Phone,
    Any,
}

public enum ContactRole
{
    DecisionMaker,
    Champion,
    Billing,
    Technical,
    User,
    Driver,
    Other,
}

public enum EmailStatus
{
    Ok,
    SoftBounced,
    HardBounced,
    Complained,
}

/// <summary>A person at a customer.</summary>
public sealed class Contact : VersionedEntity, ICustomerPart
{
    private Contact() { }

    public Contact(Guid customerId, string firstName, string lastName, DateTimeOffset now)
    {
        (CustomerId, CreatedAt, UpdatedAt) = (customerId, now, now);
        Rename(firstName, lastName);
    }

    public Guid CustomerId { get; internal set; }

    [PersonalData]
    public string FirstName { get; private set; } = "";

    [PersonalData]
    public string LastName { get; private set; } = "";

    [PersonalData]
    public string NameKey { get; private set; } = "";

    [PersonalData]
    public string? Email { get; private set; }

    [PersonalData]
    public string? EmailKey { get; private set; }

    [PersonalData]
    public string? Phone { get; private set; }

    [PersonalData]
    public string? PhoneE164 { get; private set; }

    [PersonalData]
    public string? JobTitle { get; set; }
    public ContactRole? Role { get; set; }
    public bool IsPrimary { get; set; }
    public ContactStatus Status { get; set; } = ContactStatus.Active;
    public CommunicationPreference CommunicationPreference { get; set; } = CommunicationPreference.Any;
    public bool DoNotContact { get; set; }
    public DateOnly? DepartedOn { get; set; }
    public EmailStatus EmailStatus { get; set; } = EmailStatus.Ok;
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? ArchivedAt { get; set; }

    /// <summary>The archiving of the customer that took this row along, so that restoring brings back just these.</summary>
    public DateTimeOffset? ArchivedWithCustomerAt { get; set; }

    public string FullName => $"{FirstName} {LastName}".Trim();

    public void Rename(string firstName, string lastName) =>
        (FirstName, LastName, NameKey) = (firstName.Trim(), lastName.Trim(), NameFolding.Key($"{lastName} {firstName}", Customer.MaxName));

    public void WriteEmail(string? email) =>
        (Email, EmailKey) = (
            email,
            email is not null && EmailAddress.TryParse(email, out var parsed) ? parsed.Normalized : email?.ToLowerInvariant()
        );

    public void WritePhone(string? phone, string? country) =>
        (Phone, PhoneE164) = (
            phone,
            phone is null ? null
            : PhoneNumber.Read(phone, country) is { IsPossible: true } number ? number.E164
            : null
        );
}
