using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers.Find;

namespace Rapport.Records.Customers.Pages;

/// <summary>What a filter or a form offers to choose from.</summary>
public sealed record Choices(
    IReadOnlyList<Choice> Owners,
    IReadOnlyList<Choice> Branches,
    IReadOnlyList<string> Tags,
    IReadOnlyList<CustomField> Fields
)
{
    /// <summary>The loyalty programme's.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];
    public IReadOnlyList<Choice> Segments { get; init; } = [];
    public IReadOnlyList<Choice> Stages { get; init; } = [];

    /// <summary>The segments whose members people choose.</summary>
    public IReadOnlyList<Choice> StaticSegments { get; init; } = [];

    public static IReadOnlyList<Choice> Of<T>()
        where T : struct, Enum => [.. Words.All<T>().Select(word => new Choice(word, Said(word)))];

    /// <summary>"decision_maker" is "Decision maker"; a range such as 11-50 stays.</summary>
    public static string Said(string word) => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..].Replace('_', ' ');
}

/// <param name="Ring">What its pill is drawn as.</param>
public sealed record StageOfCustomer(string Name, string Ring);

internal sealed class ReadChoices(Reads reads, IEnumerable<SegmentDoor> doors, IEnumerable<StageDoor> stageDoors)
{
    private const int Most = 500;

    public async Task<Choices> Run(CancellationToken ct)
    {
        var (owners, branches, tags, fields) = (new List<Choice>(), new List<Choice>(), new List<string>(), new List<CustomField>());
        var (tiers, segments, stages) = (new List<string>(), new List<(Choice Choice, bool IsStatic)>(), new List<Choice>());
        await reads.Run(
            ct,
            [
                .. doors.Select(door =>
                    Statement.Into(
                        segments,
                        door.Names(reads.Tenant),
                        row => (new Choice(row.Id(0).ToString(), row.Text(1)), row.Text(2) == "static")
                    )
                ),
                .. stageDoors.Select(door =>
                    Statement.Into(stages, door.Names(reads.Tenant), row => new Choice(row.Id(0).ToString(), row.Text(1)))
                ),
                Statement.Into(
                    tiers,
                    $"select name from loyalty_tiers where organization_id = {reads.Tenant} order by points limit {Most}",
                    row => row.Text(0)
                ),
                Statement.Into(
                    owners,
                    $"select id, name from users where organization_id = {reads.Tenant} and status = 'active' order by name limit {Most}",
                    row => new Choice(row.Id(0).ToString(), row.Text(1))
                ),
                Statement.Into(
                    branches,
                    $"""
                    select id, name from branches where organization_id = {reads.Tenant} and archived_at is null
                    order by name limit {Most}
                    """,
                    row => new Choice(row.Id(0).ToString(), row.Text(1))
                ),
                Statement.Into(
                    tags,
                    $"select name from tags where organization_id = {reads.Tenant} order by name_key limit {Most}",
                    row => row.Text(0)
                ),
                Statement.Into(
                    fields,
                    $"""
                    select id, key, label, type, options_json, is_required from custom_fields
                    where organization_id = {reads.Tenant} and archived_at is null order by position
                    """,
                    Field
                ),
            ]
        );
        return new Choices(owners, branches, tags, fields)
        {
            Tiers = tiers,
            Segments = segments.ConvertAll(s => s.Choice),
            StaticSegments = [.. segments.Where(s => s.IsStatic).Select(s => s.Choice)],
            Stages = stages,
        };
    }

    /// <summary>The stages of the customers on a page, by their IDs.</summary>
    public async Task<IReadOnlyDictionary<Guid, StageOfCustomer>> Stages(IReadOnlyCollection<Guid> customers, CancellationToken ct)
    {
        var found = new Dictionary<Guid, StageOfCustomer>();
        foreach (var door in stageDoors.Where(_ => customers.Count > 0))
            await reads.Run(
                ct,
                new Statement(door.Of(reads.Tenant, customers), row => found[row.Id(0)] = new StageOfCustomer(row.Text(1), row.Text(2)))
            );
        return found;
    }

    private static CustomField Field(Row row) =>
        new()
        {
            Id = row.Id(0),
            Key = row.Text(1),
            Label = row.Text(2),
            Type = Words.Parse<CustomFieldType>(row.Text(3)),
            OptionsJson = row.Text(4),
            IsRequired = row.Truth(5),
        };
}
