using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

public enum EmployeeCount
{
    [Word("1-10")]
    UpTo10,

    [Word("11-50")]
    UpTo50,

    [Word("51-200")]
    UpTo200,

    [Word("201-500")]
    UpTo500,

    [Word("501-1000")]
    UpTo1000,

    [Word("1000+")]
    Over1000,
}

public enum AnnualRevenue
{
    [Word("<100K")]
    Under100K,

    [Word("100K-1M")]
    UpTo1M,

    [Word("1M-10M")]
    UpTo10M,

    [Word("10M-100M")]
    UpTo100M,

    [Word("100M+")]
    Over100M,
}

public enum AccountSize
{
    Startup,
    Small,
    Medium,
    Large,
    Enterprise,
}

/// <summary>The business side of an organization customer, one to one: its ID is the customer's.</summary>
public sealed class Account : VersionedEntity
{
    private Account() { }

    public Account(Guid customerId, string legalName, DateTimeOffset now) =>
        (Id, LegalName, CreatedAt, UpdatedAt) = (customerId, legalName, now, now);

    [PersonalData]
    public string LegalName { get; set; } = "";

    [PersonalData]
    public string? DbaName { get; set; }

    // Sealed with the organization's key; look-ups go through the blind index. A summary here would be the API's word on the field.
    [PersonalData]
    public byte[]? TaxIdSealed { get; set; }

    [PersonalData]
    public byte[]? TaxIdIndex { get; set; }

    [NotPersonalData]
    public string? TaxIdCountry { get; set; }

    [NotPersonalData]
    public string? Industry { get; set; }
    public EmployeeCount? EmployeeCount { get; set; }
    public AnnualRevenue? AnnualRevenue { get; set; }

    [PersonalData]
    public string? Website { get; set; }

    /// <summary>The key of the custom field that keeps sizes from before there was a list of them.</summary>
    internal const string SizeAsWritten = "size_as_written";

    public AccountSize? Size { get; set; }
    public decimal? Arr { get; set; }
    public DateOnly? ContractStart { get; set; }
    public DateOnly? ContractEnd { get; set; }
    public DateOnly? ContractRenewal { get; set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; set; }
}
