using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Tags;

/// <summary>Makes a tag before any customer has it.</summary>
public sealed class CreateTag(RapportDb db, Changes changes, Access access, TagCatalogue tags, TimeProvider clock)
{
    public async Task<Tag> Run(string? name, CancellationToken ct)
    {
        access.Require(Permission.ManageTags);
        await using var change = await changes.Begin(ct);
        await db.Lock("tags", ct);
        var (text, key) = await tags.FreeName(name, null, ct);
        var tag = new Tag
        {
            Name = text,
            NameKey = key,
            CreatedAt = clock.Now(),
        };
        db.Add(tag);
        tag.Raise(new TagCreated(tag.Id, text));
        await change.Save(ct);
        return tag;
    }
}

/// <summary>Gives a tag another name, for every customer that has it.</summary>
public sealed class RenameTag(Changes changes, Access access, TagCatalogue tags)
{
    public async Task<Tag> Run(Guid id, string? name, int? seenVersion, CancellationToken ct)
    {
        access.Require(Permission.ManageTags);
        await using var change = await changes.Begin(ct);
        var tag = await tags.ForChange(id, ct);
        Versions.Require(seenVersion, tag.Version);
        var (text, key) = await tags.FreeName(name, id, ct);
        if (text == tag.Name)
            return tag;

        tag.Raise(new TagRenamed(id, tag.Name, text));
        var isFoundAnew = key != tag.NameKey;
        (tag.Name, tag.NameKey) = (text, key);
        if (isFoundAnew)
            await tags.Each(id, _ => Task.CompletedTask, ct);
        await change.Save(ct);
        return tag;
    }
}

/// <summary>Takes a tag from every customer and out of the catalogue.</summary>
public sealed class DeleteTag(RapportDb db, Changes changes, Access access, TagCatalogue tags)
{
    public async Task Run(Guid id, int? seenVersion, CancellationToken ct)
    {
        access.Require(Permission.ManageTags);
        await using var change = await changes.Begin(ct);
        var tag = await tags.ForChange(id, ct);
        Versions.Require(seenVersion, tag.Version);
        await tags.Each(id, ids => tags.Take(id, ids, ct), ct);
        tag.Raise(new TagDeleted(id, tag.Name));
        db.Remove(tag);
        await change.Save(ct);
    }
}

/// <summary>Folds a tag into another: its customers have that one from now on.</summary>
public sealed class MergeTags(RapportDb db, Changes changes, Access access, TagCatalogue tags, TimeProvider clock)
{
    public async Task<Tag> Run(Guid id, Guid intoId, CancellationToken ct)
    {
        access.Require(Permission.ManageTags);
        if (id == intoId)
            throw new Invalid("into_id", "A tag cannot be merged into itself.");
        await using var change = await changes.Begin(ct);
        var tag = await tags.ForChange(id, ct);
        var into = await Target(intoId, ct);
        await tags.Each(id, ids => Move(id, intoId, ids, ct), ct);
        tag.Raise(new TagMerged(id, tag.Name, intoId, into.Name));
        db.Remove(tag);
        await change.Save(ct);
        return into;
    }

    private async Task<Tag> Target(Guid id, CancellationToken ct)
    {
        try
        {
            return await tags.ForChange(id, ct);
        }
        catch (Missing)
        {
            throw new Invalid("into_id", "There is no such tag.");
        }
    }

    private async Task Move(Guid from, Guid into, List<Guid> customers, CancellationToken ct)
    {
        var have = (
            await db.Rows(
                $"""
                select customer_id from customer_tags where organization_id = {db.TenantId} and tag_id = {into}
                  and {Sql.In("customer_id", customers)}
                """,
                row => row.Id(0),
                ct
            )
        ).ToHashSet();
        await tags.Take(from, customers, ct);
        var now = clock.Now();
        await new Batch(db)
            .Insert(
                Taggings,
                [
                    .. customers
                        .Where(c => !have.Contains(c))
                        .Select(c => new CustomerTag
                        {
                            OrganizationId = db.TenantId,
                            CustomerId = c,
                            TagId = into,
                            CreatedAt = now,
                        }),
                ]
            )
            .Run(ct);
    }

    internal static readonly TableInsert<CustomerTag> Taggings = new TableInsert<CustomerTag>("customer_tags")
        .Column("organization_id", g => g.OrganizationId)
        .Column("id", g => g.Id)
        .Column("customer_id", g => g.CustomerId)
        .Column("tag_id", g => g.TagId)
        .Column("created_at", g => g.CreatedAt);
}
