using Rapport.Platform.Http;
using Rapport.Records.Customers;

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
    public string? PreferredLanguage { get; set; }
    public DateOnly? BirthDate { get; set; }
    public DateOnly? RegisteredOn { get; set; }
    public Guid? BranchId { get; set; }
    public Guid? OwnerId { get; set; }
    public List<string> Tags { get; } = [];
    public AccountDraft Account { get; } = new();
    public List<AddressDraft> Addresses { get; } = [];
    public List<ContactDraft> Contacts { get; } = [];
    public List<(CustomField Field, List<CustomFields.Stored> Values)> Custom { get; } = [];

    /// <summary>The customer that the row makes when it is nobody's yet.</summary>
    public CustomerRecord? Fresh { get; set; }

    public bool IsRejected => Errors.Any;
}

internal sealed class AccountDraft
{
    public string? LegalName { get; set; }
    public string? DbaName { get; set; }
    public string? TaxId { get; set; }
    public string? TaxIdCountry { get; set; }
    public string? Industry { get; set; }
    public EmployeeCount? EmployeeCount { get; set; }
    public AnnualRevenue? AnnualRevenue { get; set; }
    public string? Website { get; set; }
    public AccountSize? Size { get; set; }
    public decimal? Arr { get; set; }
    public DateOnly? ContractStart { get; set; }
    public DateOnly? ContractEnd { get; set; }
    public DateOnly? ContractRenewal { get; set; }

    public bool IsGiven =>
        (LegalName ?? DbaName ?? TaxId ?? Industry ?? Website) is not null
        || Size is not null
        || EmployeeCount is not null
        || AnnualRevenue is not null
        || Arr is not null
        || ContractStart is not null
        || ContractEnd is not null
        || ContractRenewal is not null;
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
