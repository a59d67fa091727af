using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Find;
using Rapport.Trust.Identity;

namespace Rapport.Records.Customers.Actions;

/// <summary>An action as the API takes it: on these customers, or on those that a list's query string shows.</summary>
public sealed record BulkRequest
{
    public Maybe<BulkKind> Action { get; init; }
    public Maybe<Guid[]> CustomerIds { get; init; }
    public Maybe<string> Filter { get; init; }
    public BulkParameters? Parameters { get; init; }
}

/// <summary>Whom to assign to (null for nobody), which tag, or which segment.</summary>
public sealed record BulkParameters
{
    public Maybe<Guid?> OwnerId { get; init; }
    public Maybe<string> Tag { get; init; }

    /// <summary>ID or name of a static segment.</summary>
    public Maybe<string> Segment { get; init; }
}

/// <summary>Reads what a bulk action asks for.</summary>
public sealed class BulkRequests(
    RapportDb db,
    Reads reads,
    FindCustomers find,
    CustomerLabels labels,
    IServiceProvider services,
    IEnumerable<AddedBulkChange> added
)
{
    private const int Most = 10_000;

    internal AddedBulkChange? Added(BulkKind kind) => added.FirstOrDefault(a => a.Kind == kind);

    internal BulkKind KindOf(BulkRequest request)
    {
        var errors = new Errors();
        if (!request.Action.IsSet)
            errors.Add("action", $"It is required: one of {string.Join(", ", Words.All<BulkKind>())}.");
        RequireChoice(request.CustomerIds.Value, request.Filter.Value, errors);
        var parameters = request.Parameters;
        if (request.Action.Value == BulkKind.Assign && request.Action.IsSet && parameters?.OwnerId.IsSet != true)
            errors.Add("parameters.owner_id", "It is required; null leaves the customers without an owner.");
        if (request.Action.Value is BulkKind.Tag or BulkKind.Untag)
            errors.TagName("parameters.tag", parameters?.Tag.Value, required: true);
        errors.ThrowInvalid();
        return request.Action.Value;
    }

    private static void RequireChoice(Guid[]? customerIds, string? filter, Errors errors)
    {
        if (customerIds is null == filter is null)
            errors.Add("customer_ids", "Give either customer_ids or a filter.");
        else if (customerIds is { Length: 0 })
            errors.Add("customer_ids", "Name at least one customer.");
        else if (customerIds is { Length: > Most })
            errors.Add("customer_ids", $"At most {Most:N0} customers at a time.");
    }

    /// <summary>For actions of other modules on many customers: named by their IDs, or by a list's query string.</summary>
    public Task<IReadOnlyList<Guid>> Chosen(Guid[]? customerIds, string? filter, CancellationToken ct)
    {
        var errors = new Errors();
        RequireChoice(customerIds, filter, errors);
        errors.ThrowInvalid();
        return Customers(customerIds, filter, ct);
    }

    internal Task<IReadOnlyList<Guid>> Customers(BulkRequest request, CancellationToken ct) =>
        Customers(request.CustomerIds.Value, request.Filter.Value, ct);

    /// <summary>The customers' IDs in their order, so that two actions at once lock them in the same one.</summary>
    private async Task<IReadOnlyList<Guid>> Customers(Guid[]? customerIds, string? listFilter, CancellationToken ct)
    {
        if (customerIds is { } ids)
            return [.. ids.Distinct().OrderBy(id => id.ToString(), StringComparer.Ordinal)];
        var values = new QueryCollection(QueryHelpers.ParseQuery(listFilter));
        var query = new QueryReader(values);
        var filter = CustomerFilter.Read(query, values.Keys);
        query.Done(Paging.Names);
        var where = await find.Where(filter, ct);
        var found = await reads.Rows($"select c.id from customers c where {where} order by c.id limit {Most + 1}", row => row.Id(0), ct);
        return found.Count <= Most ? found : throw new Invalid("filter", $"It matches more than {Most:N0} customers. Narrow it down.");
    }

    /// <summary>The new owner or the tag; a tag to give is made when there is none of that name, one to take must be there.</summary>
    internal async Task<Guid?> Target(BulkKind kind, BulkParameters? parameters, CancellationToken ct)
    {
        if (Added(kind) is { } brought)
            return await brought.Target(services, parameters, ct);
        switch (kind)
        {
            case BulkKind.Assign when parameters!.OwnerId.Value is { } owner:
                if (!await db.Users.AnyAsync(u => u.Id == owner && u.Status == UserStatus.Active, ct))
                    throw new Invalid("parameters.owner_id", "The owner must be an active user.");
                return owner;
            case BulkKind.Tag:
                return (await labels.Tag(parameters!.Tag.Value!.Trim(), ct)).Id;
            case BulkKind.Untag:
                return (await labels.KnownTag(parameters!.Tag.Value!.Trim(), ct))?.Id
                    ?? throw new Invalid("parameters.tag", "There is no such tag.");
            default:
                return null;
        }
    }
}
