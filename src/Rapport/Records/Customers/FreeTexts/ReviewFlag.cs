using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.FreeTexts;

/// <summary>Decides on personal data in a text: it may stand, or it is masked there.</summary>
public sealed class ReviewFlag(
    RapportDb db,
    Changes changes,
    CustomerAccess customers,
    Access access,
    IEnumerable<IHoldFreeText> holders,
    TimeProvider clock
)
{
    public Task Dismiss(Guid id, CancellationToken ct) => Decide(id, FlagStatus.Dismissed, (_, _) => Task.CompletedTask, ct);

    public Task Redact(Guid id, CancellationToken ct) => Redact(id, (_, _) => Task.CompletedTask, ct);

    /// <param name="before">Done first, in the same change, such as keeping elsewhere what is masked here.</param>
    internal Task Redact(Guid id, Func<PersonalDataFlag, Customer, Task> before, CancellationToken ct) =>
        Decide(
            id,
            FlagStatus.Redacted,
            async (flag, customer) =>
            {
                await before(flag, customer);
                await (
                    flag switch
                    {
                        { RecordId: { } record } => holders.First(h => h.RecordType == flag.RecordType).Redact(record, flag.Field, ct),
                        { RelationshipId: { } relation } => RedactNote(flag, relation, ct),
                        _ => RedactField(flag, customer, ct),
                    }
                );
            },
            ct
        );

    private async Task Decide(Guid id, FlagStatus status, Func<PersonalDataFlag, Customer, Task> act, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var owner =
            await db.Set<PersonalDataFlag>().Where(f => f.Id == id).Select(f => (Guid?)f.CustomerId).SingleOrDefaultAsync(ct)
            ?? throw new Missing("personal data flag");
        var customer = await customers.ForChange(owner, Permission.ReviewPersonalData, ct);
        var flag = await db.Set<PersonalDataFlag>().SingleAsync(f => f.Id == id, ct);
        if (flag.Status != FlagStatus.Open)
            throw new Refusal("already_reviewed", "Somebody has decided on this already, or the text has changed.");

        await act(flag, customer);
        (flag.Status, flag.DecidedAt, flag.DecidedById) = (status, clock.Now(), access.Caller.UserId);
        changes.Raise(new PersonalDataReviewed(customer.Id, flag.Id, flag.Field, status));
        await change.Save(ct);
    }

    private async Task RedactNote(PersonalDataFlag flag, Guid id, CancellationToken ct)
    {
        var relation = await db.Relationships.SingleAsync(r => r.Id == id, ct);
        var masked = FreeText.Masked(relation.Notes);
        if (masked == relation.Notes)
            return;
        relation.Notes = masked;
        relation.Raise(
            new RelationshipUpdated(
                relation.FromCustomerId,
                relation.Id,
                relation.ToCustomerId,
                relation.RelationshipType,
                Noted(flag, masked)
            )
        );
    }

    private async Task RedactField(PersonalDataFlag flag, Customer customer, CancellationToken ct)
    {
        var values = await (
            from value in db.CustomFieldValues
            join field in db.CustomFields on value.FieldId equals field.Id
            where value.CustomerId == customer.Id && "custom_fields." + field.Key == flag.Field
            select value
        ).ToListAsync(ct);
        foreach (var value in values.Where(v => FreeText.Masked(v.Value) != v.Value))
        {
            value.Value = FreeText.Masked(value.Value)!;
            customer.UpdatedAt = clock.Now();
            customer.Raise(new CustomerUpdated(customer.Id, Noted(flag, value.Value)));
        }
    }

    // What stood there is what must not be told.
    private static Dictionary<string, Platform.Events.FieldChange> Noted(PersonalDataFlag flag, string? masked) =>
        new() { [flag.Field] = new(null, masked) };
}
