using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.FreeTexts;

/// <summary>The texts that wait for somebody to look at what personal data they hold, newest last, with it masked.</summary>
public sealed class FindFlags(
    Reads reads,
    CustomerAccess customers,
    Access access,
    IEnumerable<IHoldFreeText> holders,
    IEnumerable<IProperField> fields
)
{
    private const int Around = 40;

    /// <param name="Excerpt">The words around it; masked, and null once the text is gone.</param>
    public sealed record Flag(
        Guid Id,
        Guid CustomerId,
        string CustomerName,
        Guid? RelationshipId,
        string? RecordType,
        Guid? RecordId,
        string Field,
        IReadOnlyList<string> Kinds,
        string? Excerpt,
        FlagStatus Status,
        DateTimeOffset FoundAt,
        DateTimeOffset? DecidedAt
    )
    {
        /// <summary>The fields that all of it can be moved to; empty where something in the text has none.</summary>
        public IReadOnlyList<string> MovesTo { get; init; } = [];
    }

    public Task<Page<Flag>> Run(FlagStatus status, Paging paging, CancellationToken ct)
    {
        access.Require(Permission.ReviewPersonalData);
        return new Listing<Flag>(Columns, From, Where(status), Read) { Id = "f.id", IdOf = flag => flag.Id }.Run(reads, paging, false, ct);
    }

    private Sql Columns =>
        $"""
            f.id, f.customer_id, c.display_name, f.relationship_id, f.record_type, f.record_id, f.field, f.kinds, {Text},
            f.status, f.found_at, f.decided_at, c.type
            """;

    private Sql Text =>
        Sql.Of(
            $"""
            coalesce(r.notes, v.value{Sql.Join(
                "",
                holders.Select(h => Sql.Of($", case when f.record_type = {h.RecordType} then ({h.TextOf("f")}) end"))
            )})
            """
        );

    private static readonly Sql From = Sql.Raw(
        """
        personal_data_flags f
        join customers c on c.organization_id = f.organization_id and c.id = f.customer_id
        left join relationships r on r.organization_id = f.organization_id and r.id = f.relationship_id
        left join custom_fields d on d.organization_id = f.organization_id and f.relationship_id is null and f.record_id is null
          and 'custom_fields.' || d.key = f.field
        left join custom_field_values v on v.organization_id = f.organization_id and v.customer_id = f.customer_id and v.field_id = d.id
        """
    );

    private Sql Where(FlagStatus status) =>
        $"f.organization_id = {reads.Tenant} and f.status = {status} and {customers.Visible(Permission.ReviewPersonalData, "c")}";

    /// <summary>The whole text, unmasked, for who moves what it holds.</summary>
    internal async Task<string?> TextOf(Guid flag, CancellationToken ct) =>
        (
            await reads.Rows(
                $"select {Text} from {From} where f.organization_id = {reads.Tenant} and f.id = {flag}",
                row => row.TextOrNull(0),
                ct
            )
        ).SingleOrDefault();

    private IReadOnlyList<string> MovesTo(string kinds, CustomerType type)
    {
        var goals = kinds.Split(',').Select(kind => fields.FirstOrDefault(f => Words.Of(f.Kind) == kind && f.IsOf(type))).ToList();
        return goals.Contains(null) ? [] : [.. goals.Select(f => f!.Name).Distinct()];
    }

    private Flag Read(Row row) =>
        new(
            row.Id(0),
            row.Id(1),
            row.Text(2),
            row.IdOrNull(3),
            row.TextOrNull(4),
            row.IdOrNull(5),
            row.Text(6),
            row.Text(7).Split(','),
            Excerpt(row.TextOrNull(8)),
            Words.Parse<FlagStatus>(row.Text(9)),
            row.Time(10),
            row.TimeOrNull(11)
        )
        {
            MovesTo = MovesTo(row.Text(7), Words.Parse<CustomerType>(row.Text(12))),
        };

    private static string? Excerpt(string? text)
    {
        if (FreeText.Masked(text) is not { } masked)
            return null;
        var at = PersonalData.Find(text) is [var first, ..]
            ? first
            : new PersonalDataSpan(default, Math.Max(0, masked.IndexOf('•', StringComparison.Ordinal)), 0);
        var (start, end) = (Math.Max(0, at.Start - Around), Math.Min(masked.Length, at.Start + at.Length + Around));
        return (start > 0 ? "… " : "") + masked[start..end] + (end < masked.Length ? " …" : "");
    }
}
