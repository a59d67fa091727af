using Rapport.Platform.Http;
using Rapport.Records.Customers.Described;

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
    public FieldInput<Customer> Fields { get; init; } = new();
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
    public FieldInput<Account> Fields { get; init; } = new();
}
