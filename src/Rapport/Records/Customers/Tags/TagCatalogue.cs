using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Tags;

/// <summary>The tags of an organization, and the customers that have one: a hundred thousand of them as well as ten.</summary>
public sealed class TagCatalogue(RapportDb db, Changes changes)
{
    private const int Chunk = 1000;

    /// <summary>The tag, locked; nobody gives it to a customer before this change ends.</summary>
    internal async Task<Tag> ForChange(Guid id, CancellationToken ct)
    {
        await db.Lock("tags", ct);
        return await db.Held<Tag>(id, RowLock.Update).SingleOrDefaultAsync(ct) ?? throw new Missing("tag");
    }

    /// <summary>The checked name and the key it is found by; a name that another tag has is refused.</summary>
    internal async Task<(string Name, string Key)> FreeName(string? name, Guid? own, CancellationToken ct)
    {
        var errors = new Errors();
        var text = errors.TagName("name", name, required: true) ?? "";
        var key = NameFolding.Key(text, 60);
        errors.ThrowInvalid();
        if (await db.Tags.SingleOrDefaultAsync(t => t.NameKey == key && t.Id != own, ct) is { } other)
            throw new Refusal(
                "tag_exists",
                $"There is a tag {other.Name} already. Merge the two instead.",
                new Dictionary<string, object?> { ["tag_id"] = other.Id }
            );
        return (text, key);
    }

    /// <summary>
    /// Does something to all customers of a tag, a thousand at a time, within the running change; what they are found by follows each time.
    /// </summary>
    internal async Task Each(Guid tag, Func<List<Guid>, Task> change, CancellationToken ct)
    {
        var last = Guid.Empty;
        while (true)
        {
            var ids = await db.Rows(
                $"""
                select customer_id from customer_tags where organization_id = {db.TenantId} and tag_id = {tag} and customer_id > {last}
                order by customer_id limit {Chunk}
                """,
                row => row.Id(0),
                ct
            );
            if (ids.Count == 0)
                return;
            await using var part = await changes.Begin(ct);
            await change(ids);
            changes.Raise(new TagCustomersChanged(tag, [.. ids]));
            await part.Save(ct);
            last = ids[^1];
        }
    }

    internal Task Take(Guid tag, IReadOnlyCollection<Guid> customers, CancellationToken ct) =>
        db.Execute(
            $"delete from customer_tags where organization_id = {db.TenantId} and tag_id = {tag} and {Sql.In("customer_id", customers)}",
            ct
        );
}
