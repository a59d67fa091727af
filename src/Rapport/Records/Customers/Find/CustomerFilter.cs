using Rapport.Models.Linkage;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Find;

/// <summary>Which customers a list shows, read from the query string and compiled to SQL on indexed columns.</summary>
public sealed record CustomerFilter
{
    public string? Search { get; init; }
    public CustomerStatus? Status { get; init; }
    public CustomerType? Type { get; init; }
    public string? Tag { get; init; }
    public Guid? OwnerId { get; init; }
    public bool Unowned { get; init; }
    public Guid? BranchId { get; init; }
    public Guid? ParentId { get; init; }
    public DateTimeOffset? CreatedFrom { get; init; }
    public DateTimeOffset? CreatedTo { get; init; }
    public string? ExternalId { get; init; }
    public string? System { get; init; }
    public DateTimeOffset? RegisteredFrom { get; init; }
    public DateTimeOffset? RegisteredTo { get; init; }

    /// <summary>ID or name.</summary>
    public string? Segment { get; init; }

    /// <summary>ID, name or key of a lifecycle stage.</summary>
    public string? Stage { get; init; }

    /// <summary>Criteria as JSON.</summary>
    public string? Criteria { get; init; }
    public FactFilter Facts { get; init; } = FactFilter.None;
    public bool IncludeArchived { get; init; }
    public IReadOnlyList<(string Key, string Value)> Custom { get; init; } = [];

    public static readonly (string Name, string Meaning)[] Parameters =
    [
        (
            "search",
            "Fragments of name, e-mail, phone, external ID, contact or tag, all of which must be found; or the number of an "
                + "order, or how it begins"
        ),
        ("status", "prospect, active, inactive or churned"),
        ("type", "individual or organization"),
        ("tag", "Name of a tag"),
        ("owner_id", "ID of the owner; none for customers without one"),
        ("branch_id", "ID of the branch"),
        ("parent_id", "ID of the parent"),
        ("created_from", "ISO date or RFC 3339 time, inclusive"),
        ("created_to", "ISO date, inclusive, or RFC 3339 time, exclusive"),
        ("external_id", "External ID"),
        ("system", "System of the external ID"),
        ("registered_from", "ISO date, inclusive"),
        ("registered_to", "ISO date, inclusive"),
        ("segment", "ID or name of a segment"),
        ("stage", "ID, name or system key of a lifecycle stage"),
        (
            "filter",
            "Criteria as JSON, as segments take them: {\"field\": \"account.industry\", \"operator\": \"eq\", \"value\": \"retail\"}"
        ),
        .. FactFilter.Parameters,
        ("include_archived", "true: archived ones too"),
        ("custom.KEY", "Value of a custom field"),
    ];

    public static CustomerFilter Read(QueryReader query, IEnumerable<string> queryKeys) =>
        new()
        {
            Search = query.Text("search", 200),
            Status = query.Word<CustomerStatus>("status"),
            Type = query.Word<CustomerType>("type"),
            Tag = query.Text("tag", 60),
            OwnerId = query.Text("owner_id") is "none" ? null : query.Id("owner_id"),
            Unowned = query.Text("owner_id") is "none",
            BranchId = query.Id("branch_id"),
            ParentId = query.Id("parent_id"),
            CreatedFrom = query.Time("created_from"),
            CreatedTo = query.Time("created_to", endOfDay: true),
            ExternalId = query.Text("external_id", 200),
            System = query.Text("system", 60),
            RegisteredFrom = query.Time("registered_from"),
            RegisteredTo = query.Time("registered_to", endOfDay: true),
            Segment = query.Text("segment", 100),
            Stage = query.Text("stage", 100),
            Criteria = query.Text("filter", ReadCriteria.MostLetters),
            Facts = FactFilter.Read(query),
            IncludeArchived = query.Truth("include_archived"),
            Custom =
            [
                .. queryKeys
                    .Where(k => k.StartsWith("custom.", StringComparison.Ordinal) && k.Length < 80)
                    .Select(k => (k["custom.".Length..], query.Text(k, 400)))
                    .Where(c => c.Item2 is not null)
                    .Select(c => (c.Item1, c.Item2!)),
            ],
        };

    /// <summary>True when nothing narrows the list down but archiving.</summary>
    public bool IsEmpty => this with { IncludeArchived = false, Custom = [] } == Nothing && Custom.Count == 0;

    /// <summary>Equal for equal filters: what a remembered count and a cursor belong to.</summary>
    public string Key =>
        string.Join(
            '|',
            Search,
            Status,
            Type,
            Tag,
            OwnerId,
            Unowned,
            BranchId,
            ParentId,
            CreatedFrom?.UtcTicks,
            CreatedTo?.UtcTicks,
            ExternalId,
            System,
            RegisteredFrom?.UtcTicks,
            RegisteredTo?.UtcTicks,
            Segment,
            Stage,
            Criteria,
            Facts.Key,
            IncludeArchived,
            string.Join(',', Custom)
        );

    private static readonly CustomerFilter Nothing = new() { Custom = [] };

    /// <summary>Whether archived ones are shown as well; merged ones never are.</summary>
    public Sql Kept => Sql.Raw(IncludeArchived ? "c.merged_into_id is null" : "c.archived_at is null and c.merged_into_id is null");

    /// <summary>Times between which they were entered or registered, on <c>customers c</c>.</summary>
    internal IEnumerable<Comparison> Times()
    {
        if (CreatedFrom is { } from)
            yield return new("c.created_at", ">=", $"{from}");
        if (CreatedTo is { } to)
            yield return new("c.created_at", "<", $"{to}");
        if (RegisteredFrom is { } registered)
            yield return new("c.registered_on", ">=", $"{DateOnly.FromDateTime(registered.UtcDateTime)}");
        if (RegisteredTo is { } until)
            yield return new("c.registered_on", "<=", $"{DateOnly.FromDateTime(until.UtcDateTime.AddTicks(-1))}");
    }

    /// <summary>The conditions on <c>customers c</c>, all but the search, memberships, times, facts and archiving.</summary>
    public IEnumerable<Sql> Conditions(Guid organization)
    {
        yield return $"c.organization_id = {organization}";
        if (Status is { } status)
            yield return $"c.status = {status}";
        if (Type is { } type)
            yield return $"c.type = {type}";
        if (Unowned)
            yield return $"c.owner_id is null";
        if (BranchId is { } branch)
            yield return $"c.branch_id = {branch}";
    }

    /// <summary>Lists of customers that an index gives, each with the question whether <c>customers c</c> is in it.</summary>
    internal IEnumerable<(Sql Ids, Sql Holds)> Memberships(Guid organization)
    {
        if (ExternalId is { } external)
            yield return Membership(
                "external_ids",
                $"m.organization_id = {organization} and m.system = {System ?? Customers.ExternalId.DefaultSystem} and m.value = {external}"
            );
        if (Tag is { } tag)
            yield return Membership(
                "customer_tags",
                $"""
                m.organization_id = {organization} and m.tag_id =
                  (select t.id from tags t where t.organization_id = {organization} and t.name_key = {NameFolding.Key(tag, 60)})
                """
            );
        if (ParentId is { } parent)
            yield return Related("parent_id", parent);
        if (OwnerId is { } owner)
            yield return Related("owner_id", owner);
        foreach (var (key, value) in Custom)
            yield return Membership(
                "custom_field_values",
                $"""
                m.organization_id = {organization} and {Sql.In("m.value", CustomFields.Spellings(value))}
                and length(m.value) <= {Sql.Raw(CustomFields.LongestAsked)}
                and m.field_id = (select f.id from custom_fields f where f.organization_id = {organization} and f.key = {key})
                """
            );

        (Sql, Sql) Related(string column, Guid id) =>
            (
                $"select m.id from customers m where m.organization_id = {organization} and m.{Sql.Raw(column)} = {id}",
                $"{Sql.Unindexed($"c.{column}")} = {id}"
            );
    }

    // A question of its own for each row: an "in" or "exists" may be turned into reading all members first.
    private static (Sql Ids, Sql Holds) Membership(string table, Sql condition) =>
        (
            $"select m.customer_id from {Sql.Raw(table)} m where {condition}",
            $"(select 1 from {Sql.Raw(table)} m where {condition} and m.customer_id = c.id limit 1) = 1"
        );
}
