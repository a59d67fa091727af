using Rapport.Platform.Http;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Interactions;

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
public sealed class FindSubject(FactCustomers customers, RelatedRecords related)
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
            if (employer is null)
                errors.Add("contact_id", "There is no such contact.");
            else if (customer is not null && employer != customer)
                errors.Add("contact_id", "The contact belongs to another customer.");
            customer ??= employer;
        }
        if (owner is not null && customer is not null && owner != customer)
            errors.Add("related_id", "It belongs to another customer.");
        return new Response(customer ?? owner, type, id);
    }

    private async Task<(string? Type, Guid? Id, Guid? Owner)> Related(
        SubjectInput input,
        Response before,
        Errors errors,
        CancellationToken ct
    )
    {
        if (!input.RelatedType.IsSet && !input.RelatedId.IsSet)
            return (before.RelatedType, before.RelatedId, null);
        var (type, id) = (input.RelatedType.Or(before.RelatedType), input.RelatedId.Or(before.RelatedId));
        if (type is null && id is null)
            return (null, null, null);
        if (type is null)
            errors.Add("related_type", "It is required with related_id.");
        else if (RelatedRecords.Word(type) is not { } word)
            errors.Add("related_type", $"It must be one of {RelatedRecords.Known}.");
        else if (id is null)
            errors.Add("related_id", "It is required with related_type.");
        else if (await related.CustomerOf(word, id.Value, ct) is not { } owner)
            errors.Add("related_id", $"There is no such {word.Replace('_', ' ')}.");
        else
            return (word, id, owner);
        return (null, null, null);
    }

    /// <summary>Who answers for whoever is named: a merged record's ID leads to its survivor.</summary>
    private async Task<Guid?> Customer(SubjectInput input, Guid? before, Errors errors, CancellationToken ct)
    {
        var named = input.CustomerId is { IsSet: true, Value: { } id } ? new CustomerName(id, null, null) : input.Customer;
        if (named is null)
            return input.CustomerId.IsSet ? null : before;
        if (named is { Id: null, ExternalId: null, Email: null })
            errors.Add("customer", "Give id, external_id or email.");
        else if ((await customers.Of([named], ct)).GetValueOrDefault(FactCustomers.Key(named)) is { } found)
            return found.Id;
        else
            errors.Add(input.CustomerId.IsSet ? "customer_id" : "customer", "There is no such customer.");
        return null;
    }
}
