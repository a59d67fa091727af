using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Records.Customers.Find;

/// <summary>A customer as lists show it.</summary>
public sealed record CustomerRow
{
    public Guid Id { get; init; }
    public CustomerType Type { get; init; }
    public string DisplayName { get; init; } = "";
    public CustomerStatus Status { get; init; }
    public CustomerSource? Source { get; init; }
    public string? ExternalId { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? PhoneE164 { get; init; }
    public Guid? OwnerId { get; init; }
    public string? OwnerName { get; init; }
    public Guid? BranchId { get; init; }
    public string? BranchName { get; init; }
    public Guid? ParentId { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public DateOnly? RegistrationDate { get; init; }

    /// <summary>Purchases; returns are not counted.</summary>
    public int? OrderCount { get; init; }
    public decimal? LifetimeValue { get; init; }
    public string? Currency { get; init; }
    public DateTimeOffset? LastPurchaseAt { get; init; }
    public string? Tier { get; init; }
    public int? Points { get; init; }
    public int? OpenTickets { get; init; }
    public double? Health { get; init; }
    public double? ChurnRisk { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; init; }
    public int Version { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? Withheld { get; init; }

    [JsonIgnore]
    public string NameKey { get; init; } = "";

    [JsonIgnore]
    internal long SpentMinor { get; init; }

    internal const string Columns = """
        c.id, c.type, c.display_name, c.status, c.source, c.email, c.phone, c.phone_e164, c.owner_id, u.name owner_name, c.branch_id,
        b.name branch_name, c.parent_id, c.registered_on, c.created_at, c.updated_at, c.archived_at, c.version, c.name_key,
        s.external_id, s.tags, s.order_count, s.spent_minor, s.currency, s.last_purchase_at, s.tier, s.points, s.open_tickets,
        s.health, s.churn_risk
        """;

    private const string Named = """
        left join users u on u.organization_id = c.organization_id and u.id = c.owner_id
        left join branches b on b.organization_id = c.organization_id and b.id = c.branch_id
        """;

    internal static readonly Sql From = FromThese(Sql.Raw("customers c"));

    /// <param name="these">All of <c>customers c</c>, or some.</param>
    internal static Sql FromThese(Sql these) =>
        $"""
            {these} {Sql.LeftLookUp("customer_summary", "s", $"s.organization_id = c.organization_id and s.customer_id = c.id")}
            {Sql.Raw(Named)}
            """;

    /// <summary>For an order that stands in an index of the summaries, which is walked.</summary>
    internal static readonly Sql FromSummary = Sql.Of(
        $"""
        customer_summary s {Sql.LookUp("customers", "c", $"c.organization_id = s.organization_id and c.id = s.customer_id")}
        {Sql.Raw(Named)}
        """
    );

    internal static readonly Sql Select = Sql.Of($"select {Sql.Raw(Columns)} from {From}");

    /// <summary>With all there is; <see cref="RowRights"/> takes out what the caller may not read.</summary>
    internal static CustomerRow Read(Row row) =>
        new()
        {
            Id = row.Id("id"),
            Type = Words.Parse<CustomerType>(row.Text("type")),
            DisplayName = row.Text("display_name"),
            Status = Words.Parse<CustomerStatus>(row.Text("status")),
            Source = row.TextOrNull("source") is { } source ? Words.Parse<CustomerSource>(source) : null,
            Email = row.TextOrNull("email"),
            Phone = row.TextOrNull("phone"),
            PhoneE164 = row.TextOrNull("phone_e164"),
            OwnerId = row.IdOrNull("owner_id"),
            OwnerName = row.TextOrNull("owner_name"),
            BranchId = row.IdOrNull("branch_id"),
            BranchName = row.TextOrNull("branch_name"),
            ParentId = row.IdOrNull("parent_id"),
            RegistrationDate = row.DateOrNull("registered_on"),
            CreatedAt = row.Time("created_at"),
            UpdatedAt = row.Time("updated_at"),
            ArchivedAt = row.TimeOrNull("archived_at"),
            Version = row.Int("version"),
            NameKey = row.Text("name_key"),
            ExternalId = row.TextOrNull("external_id"),
            Tags = row.TextOrNull("tags")?.Split(CustomerSummary.Separator) ?? [],
            OrderCount = row.IntOrNull("order_count") ?? 0,
            SpentMinor = row.LongOrNull("spent_minor") ?? 0,
            LifetimeValue = MinorUnits.Amount(row.LongOrNull("spent_minor") ?? 0, row.TextOrNull("currency")),
            Currency = row.TextOrNull("currency"),
            LastPurchaseAt = row.TimeOrNull("last_purchase_at"),
            Tier = row.TextOrNull("tier"),
            Points = row.IntOrNull("points") ?? 0,
            OpenTickets = row.IntOrNull("open_tickets") ?? 0,
            Health = row.DoubleOrNull("health"),
            ChurnRisk = row.DoubleOrNull("churn_risk"),
        };
}
