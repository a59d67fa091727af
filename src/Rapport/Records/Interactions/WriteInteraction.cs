using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions;

/// <summary>Puts the fields of a request into an interaction and checks each of them. Logging and editing share it.</summary>
public sealed class WriteInteraction(RapportDb db, Changes changes, FlagPersonalData flags, TimeProvider clock)
{
    internal void Fields(Interaction interaction, InteractionInput input, Errors errors)
    {
        if (input.InteractionType.IsSet && Given(errors, "interaction_type", input.InteractionType.Value) is { } type)
            interaction.InteractionType = type;
        if (input.Direction.IsSet && Given(errors, "direction", input.Direction.Value) is { } direction)
            interaction.Direction = direction;
        if (input.OccurredAt.IsSet && Given(errors, "occurred_at", input.OccurredAt.Value) is { } at)
            interaction.OccurredAt = at;
        if (input.Subject.IsSet)
            interaction.Subject = FreeText.Stored("subject", Text(errors, "subject", input.Subject.Value, 500), input.ConfirmsPersonalData);
        if (input.Description.IsSet)
            interaction.Description = FreeText.Stored(
                "description",
                Text(errors, "description", input.Description.Value, 20_000),
                input.ConfirmsPersonalData
            );
        if (input.DurationMinutes.IsSet)
            interaction.DurationMinutes = input.DurationMinutes.Value;
        if (interaction.DurationMinutes is < 0 or > 100_000)
            errors.Add("duration_minutes", "It must be from 0 to 100,000.");
        if (input.Contact.IsSet)
            interaction.Contact = Text(errors, "contact", input.Contact.Value, 320);
        if (input.Attendees.IsSet)
            interaction.Attendees = input.Attendees.Value?.ToStored("attendees", errors);
        var (outcome, sentiment) = input.Result();
        if (outcome.IsSet)
            interaction.Outcome = outcome.Value;
        if (sentiment.IsSet)
            interaction.Sentiment = sentiment.Value;
    }

    /// <summary>Whose and what it is about; a name that is the e-mail of one of the customer's contacts is that contact.</summary>
    internal async Task About(Interaction interaction, FindSubject.Response subject, InteractionInput input, CancellationToken ct)
    {
        (interaction.RelatedType, interaction.RelatedId) = (subject.RelatedType, subject.RelatedId);
        if (input.ContactId.IsSet)
            interaction.ContactId = input.ContactId.Value;
        if (interaction is not { ContactId: null, Contact: { } named } || !named.Contains('@', StringComparison.Ordinal))
            return;
        var lower = named.ToLowerInvariant();
        interaction.ContactId = await db
            .Contacts.Where(c => c.CustomerId == interaction.CustomerId && c.ArchivedAt == null && c.Email!.ToLower() == lower)
            .OrderBy(c => c.Id)
            .Select(c => (Guid?)c.Id)
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>Stores it with all that follows: rules between fields, review of personal data, timeline and summary.</summary>
    /// <param name="from">Whose it was so far, of something that was there already.</param>
    internal async Task Settle(Interaction interaction, InteractionInput input, Errors errors, Guid? from, CancellationToken ct)
    {
        interaction.UpdatedAt = clock.Now();
        interaction.Settle();
        interaction.Check(errors);
        errors.ThrowInvalid();
        if (input.Subject.IsSet)
            await flags.Run(new(interaction.CustomerId, null, "subject", "interaction", interaction.Id), input.Subject.Value, ct);
        if (input.Description.IsSet)
            await flags.Run(new(interaction.CustomerId, null, "description", "interaction", interaction.Id), input.Description.Value, ct);
        var written = FactsWritten.One(interaction, from is null);
        // The summary of whoever it belonged to by mistake changes too.
        changes.Raise(
            from is { } other && other != interaction.CustomerId ? written with { CustomerIds = [other, interaction.CustomerId] } : written
        );
    }

    private static T? Given<T>(Errors errors, string field, T? value)
        where T : struct
    {
        if (value is null)
            errors.Add(field, "It is required.");
        return value;
    }

    // Not the check of single fields: a card number in prose is asked about, not refused.
    internal static string? Text(Errors errors, string field, string? text, int most)
    {
        text = text?.Trim();
        if (text?.Length > most)
            errors.Add(field, $"It is longer than {most:N0} characters.");
        return string.IsNullOrEmpty(text) ? null : text;
    }
}
