using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Interactions.Search;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Notes;

public sealed record NoteFilter(
    Guid? CustomerId,
    NoteVisibility? Visibility,
    bool? IsPinned,
    string? Search,
    string? RelatedType,
    Guid? RelatedId
)
{
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? Until { get; init; }

    public static readonly (string, string)[] Parameters =
    [
        ("customer_id", "About this customer"),
        ("visibility", "private, team or all"),
        ("pinned", "true or false"),
        ("search", "Words of title or content"),
        ("related_type", "About a record of this kind"),
        ("related_id", "About this record"),
        ("from", "Written on this day or later"),
        ("to", "Written on this day or before"),
    ];

    public static NoteFilter Read(QueryReader query) =>
        new(
            query.Id("customer_id"),
            query.Word<NoteVisibility>("visibility"),
            query.Text("pinned", 10) is null ? null : query.Truth("pinned"),
            query.Text("search"),
            query.Text("related_type", 40) is { } type ? RelatedRecords.Word(type) ?? type : null,
            query.Id("related_id")
        )
        {
            From = query.Time("from"),
            Until = query.Time("to", endOfDay: true),
        };
}

/// <summary>Lists notes, pinned ones first, and opens one: those that are meant for the caller, of customers they see.</summary>
public sealed class FindNotes(Reads reads, Sight sight, SearchTexts texts, Access access)
{
    public async Task<Page<NoteView>> Run(NoteFilter filter, Paging paging, CancellationToken ct)
    {
        var page = await new TimedList<NoteView>(
            $"notes|{filter}",
            NoteView.Columns,
            await From(filter, ct),
            Where(filter),
            row => NoteView.Of(row, TimedList<NoteView>.First)
        )
        {
            Id = "n.id",
            Time = "n.happened_at",
            IsFew = (filter.Search, filter.CustomerId, filter.RelatedId) is not (null, null, null),
            Lead = "n.is_pinned",
        }.Run(reads, paging, ct);
        return page with { Data = await Rendered(page.Data, ct) };
    }

    /// <summary>The notes of a customer; whoever manages users is told how many more are private to others, not what they say.</summary>
    public async Task<Page<NoteView>> Of(Guid customer, NoteFilter filter, Paging paging, CancellationToken ct)
    {
        var page = await Run(filter with { CustomerId = customer }, paging, ct);
        if (!access.Has(Permission.ManageUsers))
            return page;
        var hidden = await reads.Rows(
            $"""
            select count(*) from notes n join customers c on c.organization_id = n.organization_id and c.id = n.customer_id
            where n.organization_id = {reads.Tenant} and n.customer_id = {customer} and n.visibility = {NoteVisibility.Private}
              and {sight.Customers(
                "c"
            )} and not ({sight.Notes("n")})
            """,
            row => (int)row.Long(0),
            ct
        );
        return page with { Hidden = hidden[0] };
    }

    /// <summary>A note that is not meant for the caller is not there.</summary>
    public async Task<NoteView> One(Guid id, CancellationToken ct)
    {
        var found = await reads.Rows(
            $"""
            select {NoteView.Columns}, {sight.Ownership(
                "c"
            )} from {NoteView.From} where n.organization_id = {reads.Tenant} and n.id = {id} and {sight.Notes("n")}
            """,
            row =>
            {
                sight.Require(row, NoteView.Width);
                return NoteView.Of(row, 0);
            },
            ct
        );
        return found.Count == 0 ? throw new Missing("note") : (await Rendered(found, ct))[0];
    }

    private async Task<Sql> From(NoteFilter filter, CancellationToken ct) =>
        filter.Search is { } typed
            ? NoteView.FromPicked(Sql.Picked("notes", "n", reads.Tenant, await texts.Hits(typed, "note", ct)))
            : NoteView.From;

    private Sql Where(NoteFilter filter)
    {
        var conditions = new List<Sql> { $"n.organization_id = {reads.Tenant}", sight.Customers("c"), sight.Notes("n") };
        if (filter.CustomerId is { } customer)
            conditions.Add($"n.customer_id = {customer}");
        if (filter.Visibility is { } visibility)
            conditions.Add($"n.visibility = {visibility}");
        if (filter.IsPinned is { } pinned)
            conditions.Add($"n.is_pinned = {pinned}");
        if (filter.From is { } from)
            conditions.Add($"{Sql.Unindexed("n.happened_at")} >= {from}");
        if (filter.Until is { } until)
            conditions.Add($"{Sql.Unindexed("n.happened_at")} < {until}");
        if (filter.RelatedType is { } type)
            conditions.Add($"n.related_type = {type}");
        if (filter.RelatedId is { } related)
            conditions.Add($"n.related_id = {related}");
        return Sql.Join(" and ", conditions);
    }

    private async Task<List<NoteView>> Rendered(IReadOnlyList<NoteView> notes, CancellationToken ct)
    {
        var called = notes.SelectMany(n => FindMentions.IdsIn(n.Content)).Distinct().ToList();
        var names =
            called.Count == 0
                ? []
                : (
                    await reads.Rows(
                        $"select id, name from users where organization_id = {reads.Tenant} and {Sql.In("id", called)}",
                        row => (row.Id(0), row.Text(1)),
                        ct
                    )
                ).ToDictionary(u => u.Item1, u => u.Item2);
        return [.. notes.Select(n => n with { ContentHtml = MarkdownText.Html(FindMentions.Named(n.Content, names)) })];
    }
}
