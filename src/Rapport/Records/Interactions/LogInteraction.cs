using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions;

/// <summary>Logs something that happened with a customer, now or some time ago.</summary>
public sealed class LogInteraction(
    RapportDb db,
    Changes changes,
    CustomerParts parts,
    FindSubject subjects,
    WriteInteraction write,
    EditInteraction edit,
    Access access,
    TimeProvider clock
)
{
    public sealed record Response(Guid Id, bool IsNew);

    public async Task<Response> Run(InteractionInput input, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        if (input.ExternalId.Value is { } sent && await Known(sent, ct) is { } known)
        {
            // Sent again under its external ID it is the same interaction.
            await edit.Run(known, input, null, ct);
            await change.Save(ct);
            return new Response(known, false);
        }
        var errors = new Errors();
        var subject = await subjects.Run(input, new(null, null, null), errors, ct);
        if (subject.CustomerId is null && !errors.Any)
            errors.Add("customer_id", "It is required.");
        errors.ThrowInvalid();
        var customer = await parts.Owner(subject.CustomerId!.Value, Permission.WriteInteractions, ct);
        var interaction = await New(customer.Id, subject, input, errors, ct);
        await change.Save(ct);
        return new Response(interaction.Id, true);
    }

    /// <summary>Writes a new one for a customer who is checked already.</summary>
    internal async Task<Interaction> New(
        Guid customer,
        FindSubject.Response subject,
        InteractionInput input,
        Errors errors,
        CancellationToken ct
    )
    {
        var interaction = new Interaction
        {
            CustomerId = customer,
            CreatedById = access.Caller.UserId,
            CreatedAt = clock.Now(),
            OccurredAt = clock.Now(),
            Direction = Direction.Outbound,
            Source = input.Source,
        };
        interaction.ExternalId = WriteInteraction.Text(errors, "external_id", input.ExternalId.Value, 200) ?? interaction.Id.ToString();
        if (!input.InteractionType.IsSet)
            errors.Add("interaction_type", "It is required.");
        write.Fields(interaction, input, errors);
        await write.About(interaction, subject, input, ct);
        errors.ThrowInvalid();
        db.Add(interaction);
        await write.Settle(interaction, input, errors, from: null, ct);
        return interaction;
    }

    private Task<Guid?> Known(string externalId, CancellationToken ct) =>
        db.Set<Interaction>().Where(i => i.ExternalId == externalId).Select(i => (Guid?)i.Id).SingleOrDefaultAsync(ct);
}
