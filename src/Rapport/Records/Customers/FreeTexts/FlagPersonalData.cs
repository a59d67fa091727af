using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.FreeTexts;

/// <summary>
/// Opens the review of a text that holds personal data, in the change that writes the text, and closes it once the text holds none.
/// </summary>
public sealed class FlagPersonalData(RapportDb db, TimeProvider clock)
{
    internal sealed record Place(Guid CustomerId, Guid? RelationshipId, string Field, string? RecordType = null, Guid? RecordId = null);

    /// <param name="written">The text before cards were masked.</param>
    internal async Task Run(Place place, string? written, CancellationToken ct)
    {
        var kinds = FreeText.Kinds(written);
        var open = await db.Set<PersonalDataFlag>()
            .Where(f =>
                f.CustomerId == place.CustomerId
                // Most flags have none of them: an index finds all of those.
                && (f.RelationshipId ?? Guid.Empty) == (place.RelationshipId ?? Guid.Empty)
                && (f.RecordId ?? Guid.Empty) == (place.RecordId ?? Guid.Empty)
                && f.Field == place.Field
                && f.Status == FlagStatus.Open
            )
            .ToListAsync(ct);
        foreach (var flag in open)
        {
            if (kinds.Length > 0)
                flag.Kinds = kinds;
            else
                (flag.Status, flag.DecidedAt) = (FlagStatus.Cleared, clock.Now());
        }
        if (kinds.Length == 0 || open.Count > 0)
            return;
        db.Add(
            new PersonalDataFlag
            {
                CustomerId = place.CustomerId,
                RelationshipId = place.RelationshipId,
                RecordType = place.RecordType,
                RecordId = place.RecordId,
                Field = place.Field,
                Kinds = kinds,
                FoundAt = clock.Now(),
            }
        );
    }
}
