using System.Text.Json.Serialization;
using Rapport.Platform.Data;

namespace Rapport.Records.Interactions.Notes;

/// <summary>A note as the API shows it.</summary>
public sealed record NoteView
{
    internal static readonly Sql Columns = Sql.Raw(
        """
        n.id, n.customer_id, c.display_name, n.related_type, n.related_id, n.title, n.content, n.visibility, n.is_pinned,
        n.happened_at, n.external_id, n.created_by_id, u.name, n.created_at, n.updated_at, n.version
        """
    );

    internal const int Width = 16;

    internal static readonly Sql From = FromPicked(Sql.Raw("notes n"));

    /// <param name="picked">The table, or some of its rows.</param>
    internal static Sql FromPicked(Sql picked) =>
        $"""
            {picked} {Sql.LookUp("customers", "c", $"c.organization_id = n.organization_id and c.id = n.customer_id")}
            left join users u on u.organization_id = n.organization_id and u.id = n.created_by_id
            """;

    public required Guid Id { get; init; }
    public required Guid CustomerId { get; init; }
    public required string CustomerName { get; init; }
    public string? RelatedType { get; init; }
    public Guid? RelatedId { get; init; }
    public string? Title { get; init; }
    public required string Content { get; init; }

    /// <summary>The content as safe HTML.</summary>
    public required string ContentHtml { get; init; }
    public NoteVisibility Visibility { get; init; }
    public bool IsPinned { get; init; }
    public DateTimeOffset WrittenAt { get; init; }
    public required string ExternalId { get; init; }
    public Guid? CreatedBy { get; init; }
    public string? CreatedByName { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public int Version { get; init; }

    /// <summary>What somebody should know who just wrote it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NoteWarning>? Warnings { get; init; }

    internal static NoteView Of(Row row, int at) =>
        new()
        {
            Id = row.Id(at),
            CustomerId = row.Id(at + 1),
            CustomerName = row.Text(at + 2),
            RelatedType = row.TextOrNull(at + 3),
            RelatedId = row.IdOrNull(at + 4),
            Title = row.TextOrNull(at + 5),
            Content = row.Text(at + 6),
            ContentHtml = "",
            Visibility = Words.Parse<NoteVisibility>(row.Text(at + 7)),
            IsPinned = row.Truth(at + 8),
            WrittenAt = row.Time(at + 9),
            ExternalId = row.Text(at + 10),
            CreatedBy = row.IdOrNull(at + 11),
            CreatedByName = row.TextOrNull(at + 12),
            CreatedAt = row.Time(at + 13),
            UpdatedAt = row.Time(at + 14),
            Version = row.Int(at + 15),
        };
}
