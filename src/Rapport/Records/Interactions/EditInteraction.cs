using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions;

/// <summary>
/// Changes or removes an interaction. Its author may, and who manages interactions; of a synced one only what people make of it.
/// </summary>
public sealed class EditInteraction(
    RapportDb db,
    Changes changes,
    CustomerParts parts,
    FindSubject subjects,
    WriteInteraction write,
    FlagPersonalData flags,
    Sight sight
)
{
    private static readonly string[] OfSynced =
    [
        nameof(Interaction.Outcome),
        nameof(Interaction.Sentiment),
        nameof(Interaction.ContactId),
        nameof(Interaction.RelatedType),
        nameof(Interaction.RelatedId),
        nameof(Interaction.UpdatedAt),
        nameof(Interaction.HappenedAt),
        nameof(Interaction.IsBackdated),
    ];

    public async Task Run(Guid id, InteractionInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var interaction = await ForChange(id, seenVersion, ct);
        var errors = new Errors();
        var subject = await subjects.Run(input, new(interaction.CustomerId, interaction.RelatedType, interaction.RelatedId), errors, ct);
        if (subject.CustomerId is null)
            errors.Add("customer_id", "It is required.");
        else if (subject.CustomerId != interaction.CustomerId)
            interaction.CustomerId = (await parts.Owner(subject.CustomerId.Value, Permission.WriteInteractions, ct)).Id;
        write.Fields(interaction, input, errors);
        await write.About(interaction, subject, input, ct);
        errors.ThrowInvalid();

        db.ChangeTracker.DetectChanges();
        var entry = db.Entry(interaction);
        if (entry.State == EntityState.Modified)
        {
            if (interaction.IsSynced && entry.Properties.Any(p => p.IsModified && !OfSynced.Contains(p.Metadata.Name)))
                throw new Refusal(
                    "synced",
                    "It was taken over from another system. Outcome, sentiment and links may be changed here, the rest there."
                );
            await write.Settle(interaction, input, errors, from: entry.Property(i => i.CustomerId).OriginalValue, ct);
        }
        await change.Save(ct);
    }

    public async Task Remove(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await Remove(await ForChange(id, seenVersion, ct), ct);
        await change.Save(ct);
    }

    /// <summary>Inside a change that has checked the right to it.</summary>
    internal async Task Remove(Interaction interaction, CancellationToken ct)
    {
        db.Remove(interaction);
        changes.Raise(FactsWritten.Gone(interaction));
        foreach (var field in new[] { "subject", "description" })
            await flags.Run(new(interaction.CustomerId, null, field, "interaction", interaction.Id), null, ct);
    }

    private async Task<Interaction> ForChange(Guid id, int? seenVersion, CancellationToken ct)
    {
        var interaction = await parts.ForChange<Interaction>(id, Permission.WriteInteractions, ct);
        if (!sight.MayChange(interaction.CreatedById))
            throw new Forbidden(Words.Of(Permission.ManageInteractions));
        Versions.Require(seenVersion, interaction.Version);
        return interaction;
    }
}
