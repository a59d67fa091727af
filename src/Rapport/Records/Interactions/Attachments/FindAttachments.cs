using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Attachments;

/// <param name="ContentUrl">Where the file is fetched; null for an address.</param>
public sealed record AttachmentView(
    Guid Id,
    Guid CustomerId,
    string RelatedType,
    Guid RelatedId,
    string Name,
    string ContentType,
    long Size,
    string? Url,
    string? ContentUrl,
    Guid? CreatedBy,
    string? CreatedByName,
    DateTimeOffset CreatedAt
);

/// <summary>Lists and opens attachments of customers the caller sees, as far as they may read what the files hang on.</summary>
public sealed class FindAttachments(Reads reads, Sight sight, CustomerAccess customers, AttachedFiles files, Access access)
{
    private static readonly Sql Columns = Sql.Raw(
        "a.id, a.customer_id, a.related_type, a.related_id, a.name, a.content_type, a.size, a.url, a.created_by_id, u.name, "
            + "a.created_at, a.content_hash"
    );

    private static readonly Sql From = Sql.Raw(
        """
        attachments a join customers c on c.organization_id = a.organization_id and c.id = a.customer_id
        left join users u on u.organization_id = a.organization_id and u.id = a.created_by_id
        """
    );

    public Task<Page<AttachmentView>> Run(Guid? customer, string? relatedType, Guid? relatedId, Paging paging, CancellationToken ct)
    {
        var conditions = new List<Sql>
        {
            $"a.organization_id = {reads.Tenant}",
            customers.Visible(Permission.ReadCustomers, "c"),
            Readable(),
        };
        if (customer is { } of)
            conditions.Add($"a.customer_id = {of}");
        if (relatedType is { } type)
            conditions.Add($"a.related_type = {type}");
        // A merged customer's own files are the survivor's.
        if (relatedId is { } id)
            conditions.Add(relatedType == Attachment.OfCustomer ? $"a.customer_id = {id}" : Sql.Of($"a.related_id = {id}"));
        return new TimedList<AttachmentView>(
            $"attachments|{customer}|{relatedType}|{relatedId}",
            Columns,
            From,
            Sql.Join(" and ", conditions),
            row => Read(row, TimedList<AttachmentView>.First)
        )
        {
            Id = "a.id",
            Time = "a.created_at",
            IsFew = (customer, relatedId) is not (null, null),
        }.Run(reads, paging, ct);
    }

    public async Task<AttachmentView> One(Guid id, CancellationToken ct) => (await Row(id, ct)).View;

    /// <summary>The file itself; null where it is gone.</summary>
    public async Task<(AttachmentView View, FileStream? Content)> Content(Guid id, CancellationToken ct)
    {
        var (view, hash) = await Row(id, ct);
        if (hash is null)
            throw new Refusal("is_reference", "It lies elsewhere. Its address is in url.");
        return (view, await files.Open(hash, ct));
    }

    private async Task<(AttachmentView View, string? Hash)> Row(Guid id, CancellationToken ct)
    {
        var found = await reads.Rows(
            $"""
            select {Columns}, {sight.Ownership("c")} from {From} where a.organization_id = {reads.Tenant} and a.id = {id} and {Readable()}
            """,
            row =>
            {
                sight.RequireCustomer(row, 12);
                return (Read(row, 0), row.TextOrNull(11));
            },
            ct
        );
        return found.Count == 0 ? throw new Missing("attachment") : found[0];
    }

    private Sql Readable()
    {
        var words = FactKind
            .All.Where(k => k.IsOfCustomer && access.Has(k.Read))
            .Select(k => k.Type)
            .Append(Attachment.OfCustomer)
            .Append(RelatedRecords.Contact)
            .ToArray();
        return $"""
            {Sql.In("a.related_type", words)}
            and (a.related_type <> 'note' or exists (select 1 from notes n
              where n.organization_id = a.organization_id and n.id = a.related_id and {sight.Notes(
                "n"
            )}))
            """;
    }

    private static AttachmentView Read(Row row, int at) =>
        new(
            row.Id(at),
            row.Id(at + 1),
            row.Text(at + 2),
            row.Id(at + 3),
            row.Text(at + 4),
            row.Text(at + 5),
            row.Long(at + 6),
            row.TextOrNull(at + 7),
            row.IsNull(at + 11) ? null : $"/api/attachments/{row.Id(at)}/content",
            row.IdOrNull(at + 8),
            row.TextOrNull(at + 9),
            row.Time(at + 10)
        );
}
