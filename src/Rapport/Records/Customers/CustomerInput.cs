using Rapport.Platform.Http;

namespace Rapport.Records.Customers;

/// <summary>A customer as the API and the pages write it. Absent fields stay as they are, null clears.</summary>
public sealed record CustomerInput
{
    public Maybe<CustomerType> Type { get; init; }
    public Maybe<string> DisplayName { get; init; }
    public Maybe<CustomerStatus> Status { get; init; }
    public Maybe<CustomerSource?> Source { get; init; }
    public Maybe<string> ExternalId { get; init; }
    public Maybe<string> Email { get; init; }
    public Maybe<string> Phone { get; init; }
    public Maybe<string> PreferredLanguage { get; init; }
    public Maybe<string> AvatarUrl { get; init; }
    public Maybe<DateOnly?> BirthDate { get; init; }
    public Maybe<DateOnly?> RegistrationDate { get; init; }
    public Maybe<Guid?> BranchId { get; init; }
    public Maybe<Guid?> OwnerId { get; init; }
    public Maybe<Guid?> ParentId { get; init; }
    public Maybe<string[]> Tags { get; init; }
    public Maybe<Dictionary<string, System.Text.Json.JsonElement>> CustomFields { get; init; }
    public AccountInput? Account { get; init; }

    /// <summary>Whoever writes knows that a text holds a card number, which is then masked; said beside the body.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool ConfirmsPersonalData { get; init; }
}

/// <summary>The business side of an organization customer.</summary>
public sealed record AccountInput
{
    public Maybe<string> LegalName { get; init; }
    public Maybe<string> DbaName { get; init; }
    public Maybe<string> TaxId { get; init; }
    public Maybe<string> TaxIdCountry { get; init; }
    public Maybe<string> Industry { get; init; }
    public Maybe<EmployeeCount?> EmployeeCount { get; init; }
    public Maybe<AnnualRevenue?> AnnualRevenue { get; init; }
    public Maybe<string> Website { get; init; }
    public Maybe<AccountSize?> Size { get; init; }
    public Maybe<decimal?> Arr { get; init; }
    public Maybe<DateOnly?> ContractStart { get; init; }
    public Maybe<DateOnly?> ContractEnd { get; init; }
    public Maybe<DateOnly?> ContractRenewal { get; init; }
}
