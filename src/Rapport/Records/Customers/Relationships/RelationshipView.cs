using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Relationships;

/// <summary>A relation, told from both ends; the name of a customer whom the caller may not see is left out.</summary>
public sealed record RelationshipView
{
    public required Guid Id { get; init; }
    public required Guid FromCustomerId { get; init; }
    public string? FromName { get; init; }
    public required Guid ToCustomerId { get; init; }
    public string? ToName { get; init; }
    public RelationshipType RelationshipType { get; init; }
    public string? Notes { get; init; }
    public DateOnly? StartDate { get; init; }
    public DateOnly? EndDate { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; init; }
    public int Version { get; init; }

    internal static Sql Columns(Sql fromVisible, Sql toVisible) =>
        $"""
            r.id, r.relationship_type, r.from_customer_id, case when {fromVisible} then f.display_name end, r.to_customer_id,
            case when {toVisible} then t.display_name end,
            r.notes, r.start_date, r.end_date, r.created_at, r.archived_at, r.version
            """;

    internal static readonly Sql Tables = Sql.Raw(
        """
        relationships r
        join customers f on f.organization_id = r.organization_id and f.id = r.from_customer_id
        join customers t on t.organization_id = r.organization_id and t.id = r.to_customer_id
        """
    );

    internal static RelationshipView Of(Row row) =>
        new()
        {
            Id = row.Id(0),
            RelationshipType = Words.Parse<RelationshipType>(row.Text(1)),
            FromCustomerId = row.Id(2),
            FromName = row.TextOrNull(3),
            ToCustomerId = row.Id(4),
            ToName = row.TextOrNull(5),
            Notes = row.TextOrNull(6),
            StartDate = row.DateOrNull(7),
            EndDate = row.DateOrNull(8),
            CreatedAt = row.Time(9),
            ArchivedAt = row.TimeOrNull(10),
            Version = row.Int(11),
        };

    internal static RelationshipView Of(Relationship relation, string fromName, string toName) =>
        new()
        {
            Id = relation.Id,
            FromCustomerId = relation.FromCustomerId,
            FromName = fromName,
            ToCustomerId = relation.ToCustomerId,
            ToName = toName,
            RelationshipType = relation.RelationshipType,
            Notes = relation.Notes,
            StartDate = relation.StartDate,
            EndDate = relation.EndDate,
            CreatedAt = relation.CreatedAt,
            ArchivedAt = relation.ArchivedAt,
            Version = relation.Version,
        };
}
