using System.Text.Json;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Insight.Segments;

/// <summary>Keeps dynamic segments current: whoever changed is looked at again, for the segments that ask about what changed.</summary>
public sealed class KeepSegments(RapportDb db, RefreshSegments refresh) : IEventReader
{
    private static readonly string[] All =
    [
        "customer.created",
        "customer.archived",
        "customer.restored",
        "customers.archived",
        "customers.restored",
        "customers.merged",
        "customers.unmerged",
        "customers.imported",
        "customers.import_undone",
    ];

    private static readonly string[] Lists =
    [
        "customer_id",
        "customer_ids",
        "survivor_id",
        "duplicate_ids",
        "created_ids",
        "changed_ids",
        "removed_ids",
        "restored_ids",
    ];

    public static string Name => "segments";

    public static Sql Follows =>
        Sql.Raw(
            """
            (e.subject_type in ('customer', 'segment', 'bulk_action', 'import', 'tag', 'custom_field', 'user')
              or e.name in ('facts.written', 'customers.merged', 'customers.unmerged', 'scores.changed', 'loyalty_members.moved',
                'lifecycle.stage_changed', 'lifecycle.stages_given'))
            """
        );

    public async Task Read(IReadOnlyList<SealedEvent> events, CancellationToken ct)
    {
        if (events.Count == 0 || !await HasDynamic(ct))
            return;
        foreach (var whole in events.Select(WholeOf).OfType<string>().Distinct())
        foreach (var segment in await refresh.Dependents(new HashSet<string> { whole }, ct))
            await refresh.Full(segment, "Its settings changed", ct);
        // What changed is told by the event, so that an order does not ask about industries.
        foreach (var group in events.SelectMany(Changed).GroupBy(c => c.Subject))
            await refresh.Changed(
                [.. group.Select(c => c.Customer).Distinct()],
                group.Key is null ? null : new HashSet<string> { group.Key },
                "After a change",
                ct
            );
    }

    private async Task<bool> HasDynamic(CancellationToken ct) =>
        (
            await db.Rows(
                $"select 1 from segments where organization_id = {db.TenantId} and type = 'dynamic' and is_active limit 1",
                _ => true,
                ct
            )
        ).Count > 0;

    /// <summary>What changed for customers of whom nobody knows which they are.</summary>
    private static string? WholeOf(SealedEvent happened) =>
        happened.Line.Name switch
        {
            "tag.renamed"
            or "tag.deleted"
            or "tag.merged"
            or "custom_field.archived"
            or "custom_field.restored"
            or "lifecycle.stages_given" => CriteriaSubjects.Customer,
            "loyalty_members.moved" => "loyalty_transaction",
            _ => null,
        };

    private static IEnumerable<(string? Subject, Guid Customer)> Changed(SealedEvent happened)
    {
        var line = happened.Line;
        if (line.SubjectType == "customer")
        {
            var whole = All.Contains(line.Name) ? null : CriteriaSubjects.Customer;
            return Touched(line.Touches).Append(line.SubjectId).Distinct().Select(id => (whole, id));
        }
        var customers = CustomersIn(line);
        var subject = line.Name switch
        {
            "facts.written" => line.SubjectType,
            "scores.changed" => CriteriaSubjects.Scores,
            "segment.entered" or "segment.left" => IsByHand(line) ? CriteriaSubjects.Segment(line.SubjectId) : "",
            _ when All.Contains(line.Name) => null,
            _ => CriteriaSubjects.Customer,
        };
        // Members that moved by a rule were followed where they moved.
        return subject is "" ? [] : customers.Select(id => (subject, id));
    }

    /// <summary>
    /// Whichever module raised it: an event about many customers names them in one of these fields. What is sealed with a person's key is
    /// about no list of customers.
    /// </summary>
    private static List<Guid> CustomersIn(EventRow line)
    {
        if (line.PersonId is not null)
            return [];
        using var payload = JsonDocument.Parse(line.Payload);
        var data = payload.RootElement.GetProperty("data");
        return
        [
            .. from field in Lists
            where data.TryGetProperty(field, out _)
            let value = data.GetProperty(field)
            from id in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Repeat(value, 1)
            where id.ValueKind == JsonValueKind.String && id.TryGetGuid(out _)
            select id.GetGuid(),
        ];
    }

    /// <summary>A relationship is about two, a merge about all who were in it.</summary>
    private static IEnumerable<Guid> Touched(string touches) =>
        touches
            .Split(' ')
            .Where(name => name.StartsWith("customer:", StringComparison.Ordinal))
            .Select(name => Guid.Parse(name.AsSpan("customer:".Length)));

    private static bool IsByHand(EventRow line)
    {
        using var payload = JsonDocument.Parse(line.Payload);
        return payload.RootElement.GetProperty("data").GetProperty("how").GetString() == "manual";
    }
}
