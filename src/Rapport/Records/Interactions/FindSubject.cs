using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Merge;

namespace Rapport.Records.Interactions;

/// <summary>A customer by one of the names it goes by.</summary>
public sealed record CustomerName(Guid? Id, string? ExternalId, string? Email);

/// <summary>Whom and what an interaction, a note or an activity is about; the API's fields for it.</summary>
public abstract record SubjectInput
{
    public Maybe<Guid?> CustomerId { get; init; }
    /// <summary>The same by ID, external ID or e-mail.</summary>
    public CustomerName? Customer { get; init; }
    public Maybe<Guid?> ContactId { get; init; }
    public Maybe<string> RelatedType { get; init; }
    public Maybe<Guid?> RelatedId { get; init; }
}

/// <summary>Finds whom and what something is about. The customer may be left out where a contact or another record names it.</summary>
public sealed class FindSubject(RapportDb db, RelatedRecords related)
{
    public sealed record Response(Guid? CustomerId, string? RelatedType, Guid? RelatedId);

    /// <param name="before">What it was about so far; null fields for something new.</param>
    public async Task<Response> Run(SubjectInput input, Response before, Errors errors, CancellationToken ct)
    {
        var (type, id, owner) = await Related(input, before, errors, ct);
        var customer = await Customer(input, before.CustomerId, errors, ct);
        if (input.ContactId is { IsSet: true, Value: { } contact })
        {
            var employer = await related.CustomerOf(RelatedRecords.Contact, contact, ct);
            if (employer is null) errors.Add("contact_id", "There is no such contact.");
            else if (customer is not null && employer != customer) errors.Add("contact_id", "The contact belongs to another customer.");
            customer ??= employer;
        }
        if (owner is not null && customer is not null && owner != customer) errors.Add("related_id", "It belongs to another customer.");
        return new Response(customer ?? owner, type, id);
    }

    private async Task<(string? Type, Guid? Id, Guid? Owner)> Related(SubjectInput input, Response before, Errors errors, CancellationToken ct)
    {
        if (!input.RelatedType.IsSet && !input.RelatedId.IsSet) return (before.RelatedType, before.RelatedId, null);
        var (type, id) = (input.RelatedType.Or(before.RelatedType), input.RelatedId.Or(before.RelatedId));
        if (type is null && id is null) return (null, null, null);
        if (type is null) errors.Add("related_type", "It is required with related_id.");
        else if (RelatedRecords.Word(type) is not { } word) errors.Add("related_type", $"It must be one of {RelatedRecords.Known}.");
        else if (id is null) errors.Add("related_id", "It is required with related_type.");
        else if (await related.CustomerOf(word, id.Value, ct) is not { } owner) errors.Add("related_id", $"There is no such {word.Replace('_', ' ')}.");
        else return (word, id, owner);
        return (null, null, null);
    }

    /// <summary>Who answers for whoever is named: a merged record's ID leads to its survivor.</summary>
    private async Task<Guid?> Customer(SubjectInput input, Guid? before, Errors errors, CancellationToken ct)
    {
        if (input.CustomerId is { IsSet: true, Value: { } id }) return await Survivor(id, "customer_id", errors, ct);
        if (input.Customer is not { } named) return input.CustomerId.IsSet ? null : before;
        if (named.Id is { } byId) return await Survivor(byId, "customer", errors, ct);
        var found = named.ExternalId is { } external ? await db.Rows($"""
                select customer_id from external_ids where organization_id = {db.TenantId} and system = {ExternalId.DefaultSystem} and value = {external} limit 2
                """, row => row.Id(0), ct)
            : named.Email is { } email ? await db.Rows($"""
                select id from customers where organization_id = {db.TenantId} and email_key = {Key(email)} and archived_at is null and merged_into_id is null limit 2
                """, row => row.Id(0), ct)
            : [];
        if (found is [var only]) return await Survivor(only, "customer", errors, ct);
        errors.Add("customer", found.Count == 0 ? "Nobody here is called that. Give id, external_id or email." : "More than one customer has it.");
        return null;
    }

    private async Task<Guid?> Survivor(Guid id, string field, Errors errors, CancellationToken ct)
    {
        var survivor = await db.Rows(MergedInto.SurvivorOf(db.TenantId, id), row => row.Id(0), ct);
        if (survivor.Count > 0) return survivor[0];
        errors.Add(field, "There is no such customer.");
        return null;
    }

    private static string Key(string email) => EmailAddress.TryParse(email, out var parsed) ? parsed.Normalized : email.ToLowerInvariant();
}
