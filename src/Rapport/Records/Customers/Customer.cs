using Rapport.Formats;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

public enum CustomerType
{
    Individual,
    Organization,
}

public enum CustomerStatus
{
    Active,
    Inactive,
    Prospect,
    Churned,
}

public enum CustomerSource
{
    Web,
    Referral,
    Sales,
    Import,
    Api,
}

/// <summary>A person or an organization that the business serves: the record everything else hangs on.</summary>
public sealed class Customer : VersionedEntity, IOwned
{
    public const int MaxName = 255;

    private Customer() { }

    public Customer(CustomerType type, string displayName, Guid createdBy, DateTimeOffset now)
    {
        (Type, CreatedById, CreatedAt, UpdatedAt) = (type, createdBy, now, now);
        Rename(displayName);
    }

    public CustomerType Type { get; private set; }

    [PersonalData]
    public string DisplayName { get; private set; } = "";

    /// <summary>The folded name that lists sort by and look-ups compare, equal in both databases.</summary>
    [PersonalData]
    public string NameKey { get; private set; } = "";
    public CustomerStatus Status { get; set; } = CustomerStatus.Prospect;
    public CustomerSource? Source { get; set; }

    [PersonalData]
    public string? Email { get; private set; }

    [PersonalData]
    public string? EmailKey { get; private set; }

    /// <summary>As it was written.</summary>
    [PersonalData]
    public string? Phone { get; private set; }

    [PersonalData]
    public string? PhoneE164 { get; private set; }

    [NotPersonalData]
    public string? PreferredLanguage { get; set; }

    [PersonalData]
    public string? AvatarUrl { get; set; }
    public DateOnly? BirthDate { get; set; }
    public DateOnly? RegisteredOn { get; set; }
    public Guid? BranchId { get; set; }
    public Guid? OwnerId { get; set; }
    public Guid? ParentId { get; set; }
    public Guid CreatedById { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? ArchivedAt { get; private set; }
    public Guid? MergedIntoId { get; private set; }

    public bool IsArchived => ArchivedAt is not null;
    public bool IsMerged => MergedIntoId is not null;
    public bool IsLive => ArchivedAt is null && MergedIntoId is null;

    public void Rename(string name) => (DisplayName, NameKey) = (name.Trim(), NameFolding.Key(name, MaxName));

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

    public void ChangeType(CustomerType type) => Type = type;

    public void Archive(DateTimeOffset now)
    {
        if (IsArchived)
            throw new Refusal("already_archived", $"{DisplayName} is archived already.");
        (ArchivedAt, UpdatedAt) = (now, now);
    }

    public void Restore(DateTimeOffset now)
    {
        if (!IsArchived)
            throw new Refusal("not_archived", $"{DisplayName} is not archived.");
        (ArchivedAt, UpdatedAt) = (null, now);
    }

    /// <summary>Retires this record; <paramref name="survivor"/> answers for it from now on.</summary>
    public void MergeInto(Customer survivor, DateTimeOffset now)
    {
        if (survivor.Id == Id)
            throw new Refusal("merge_into_self", "A customer cannot be merged into itself.");
        if (IsMerged)
            throw new Refusal(
                "already_merged",
                $"{DisplayName} has already been merged.",
                new Dictionary<string, object?> { ["merged_into"] = MergedIntoId }
            );
        (MergedIntoId, UpdatedAt) = (survivor.Id, now);
    }

    public void Unmerge(DateTimeOffset now) => (MergedIntoId, UpdatedAt) = (null, now);
}
