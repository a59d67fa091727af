using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Tags;

/// <summary>Gives one customer a tag, made when there is none of that name yet, or takes it away.</summary>
public sealed class TagCustomer(RapportDb db, Changes changes, CustomerParts parts, CustomerLabels labels, TimeProvider clock)
{
    internal const int Most = 100;

    public async Task<(Tag Tag, bool IsNew)> Run(Guid customerId, string? name, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var customer = await parts.Owner(customerId, Permission.WriteCustomers, ct);
        var errors = new Errors();
        var text = errors.TagName("name", name, required: true) ?? "";
        errors.ThrowInvalid();

        var tag = await labels.Tag(text, ct);
        var given = await db.CustomerTags.Where(g => g.CustomerId == customer.Id).Select(g => g.TagId).ToListAsync(ct);
        if (given.Contains(tag.Id))
            return (tag, false);
        if (given.Count >= Most)
            throw new Invalid("name", $"A customer has at most {Most} tags.");
        var tagging = new CustomerTag
        {
            CustomerId = customer.Id,
            TagId = tag.Id,
            CreatedAt = clock.Now(),
        };
        db.Add(tagging);
        tagging.Raise(new CustomerTagged(customer.Id, tag.Id, tag.Name));
        await change.Save(ct);
        return (tag, true);
    }

    /// <summary>Takes the tag away, which is named by its ID or by its name.</summary>
    public async Task Remove(Guid customerId, string tag, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var customer = await parts.Owner(customerId, Permission.WriteCustomers, ct);
        var key = NameFolding.Key(tag, 60);
        var id = Guid.TryParseExact(tag, "D", out var parsed) ? parsed : Guid.Empty;
        var found =
            await (
                from g in db.CustomerTags
                join t in db.Tags on g.TagId equals t.Id
                where g.CustomerId == customer.Id && (t.Id == id || t.NameKey == key)
                select new { Given = g, t.Name }
            ).FirstOrDefaultAsync(ct) ?? throw new Missing("tag on this customer");
        db.Remove(found.Given);
        found.Given.Raise(new CustomerUntagged(customer.Id, found.Given.TagId, found.Name));
        await change.Save(ct);
    }
}
