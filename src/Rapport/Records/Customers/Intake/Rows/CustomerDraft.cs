using Rapport.Platform.Http;
using Rapport.Records.Customers.Described;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>One row as it was understood: the values it gives, and what is wrong with it. What it leaves blank is null.</summary>
internal sealed class CustomerDraft
{
    public required long Row { get; init; }
    public long Line { get; init; }

    /// <summary>The row as it came, to be handed back if it is rejected.</summary>
    public IReadOnlyList<string>? Raw { get; init; }
    public Errors Errors { get; } = new();

    public CustomerType? Type { get; set; }
    public string? Name { get; set; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Company { get; set; }
    public string? JobTitle { get; set; }

    /// <summary>The word of the stage or status that the row names; the status follows from it.</summary>
    public string? Standing { get; set; }
    public CustomerStatus? Status => Standing is null ? null : ReadWords.StatusOf(Standing);
    public CustomerSource? Source { get; set; }
    public string? ExternalId { get; set; }
    public List<string> Emails { get; } = [];
    public List<string> Phones { get; } = [];
    public Guid? BranchId { get; set; }
    public Guid? OwnerId { get; set; }
    public List<string> Tags { get; } = [];
    public FieldValues Fields { get; } = new();
    public List<AddressDraft> Addresses { get; } = [];
    public List<ContactDraft> Contacts { get; } = [];
    public List<(CustomField Field, List<CustomFields.Stored> Values)> Custom { get; } = [];

    /// <summary>The customer that the row makes when it is nobody's yet.</summary>
    public CustomerRecord? Fresh { get; set; }

    public bool IsRejected => Errors.Any;
}

internal sealed class AddressDraft
{
    public int Number { get; init; }
    public AddressType? Type { get; set; }
    public string? Full { get; set; }
    public string? StreetLine1 { get; set; }
    public string? StreetLine2 { get; set; }
    public string? City { get; set; }
    public string? StateProvince { get; set; }
    public string? PostalCode { get; set; }
    public string? Country { get; set; }

    public bool IsGiven => (StreetLine1 ?? StreetLine2 ?? City ?? PostalCode) is not null;
}

internal sealed class ContactDraft
{
    public int Number { get; init; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string? JobTitle { get; set; }
    public ContactRole? Role { get; set; }

    public bool IsGiven => (FirstName ?? LastName ?? Email ?? Phone) is not null;
}
