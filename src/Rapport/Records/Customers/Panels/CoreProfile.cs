using System.Text.Json.Serialization;
using Rapport.Records.Customers.Addresses;
using Rapport.Records.Customers.Described;

namespace Rapport.Records.Customers.Panels;

/// <summary>Who the customer is.</summary>
public sealed record CoreProfile
{
    public Guid Id { get; init; }
    public CustomerType Type { get; init; }
    public string DisplayName { get; init; } = "";
    public CustomerStatus Status { get; init; }
    public CustomerSource? Source { get; init; }
    public string? ExternalId { get; init; }
    public IReadOnlyList<ExternalIdView> ExternalIds { get; init; } = [];
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? PhoneE164 { get; init; }
    public FieldValues<Customer> Fields { get; init; } = new();
    public Guid? BranchId { get; init; }
    public string? BranchName { get; init; }
    public Guid? OwnerId { get; init; }
    public string? OwnerName { get; init; }
    public Guid? ParentId { get; init; }
    public string? ParentName { get; init; }
    public IReadOnlyDictionary<string, object> CustomFields { get; init; } = new Dictionary<string, object>();

    /// <summary>The primary one first.</summary>
    public IReadOnlyList<AddressView> Addresses { get; init; } = [];
    public Guid? PrimaryAddressId { get; init; }
    public IReadOnlyList<CustomerWarning> Warnings { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; init; }
    public int Version { get; init; }

    /// <summary>Fields that the caller's role may not see.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Withheld { get; init; }

    internal DateOnly? RegistrationDate => Fields.Of(CustomerDescription.RegistrationDate);

    internal static CoreProfile Of(CustomerView view, IReadOnlyList<AddressView> addresses) =>
        new()
        {
            Id = view.Id,
            Type = view.Type,
            DisplayName = view.DisplayName,
            Status = view.Status,
            Source = view.Source,
            ExternalId = view.ExternalId,
            ExternalIds = view.ExternalIds,
            Email = view.Email,
            Phone = view.Phone,
            PhoneE164 = view.PhoneE164,
            Fields = view.Fields,
            BranchId = view.BranchId,
            BranchName = view.BranchName,
            OwnerId = view.OwnerId,
            OwnerName = view.OwnerName,
            ParentId = view.ParentId,
            ParentName = view.ParentName,
            CustomFields = view.CustomFields,
            Addresses = addresses,
            PrimaryAddressId = addresses.Count == 0 ? null : addresses[0].Id,
            Warnings = view.Warnings,
            CreatedAt = view.CreatedAt,
            UpdatedAt = view.UpdatedAt,
            ArchivedAt = view.ArchivedAt,
            Version = view.Version,
            Withheld = view.Withheld,
        };
}
