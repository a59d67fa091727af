using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Facts;
using Rapport.Records.Interactions.Activities;

namespace Rapport.Records.Interactions;

/// <summary>The free text of interactions, for whoever reviews personal data.</summary>
internal sealed class InteractionTexts(RapportDb db, Changes changes) : IHoldFreeText
{
    public string RecordType => "interaction";

    public Sql TextOf(string flag) =>
        Sql.Raw(
            $"""
            select case {flag}.field when 'subject' then x.subject else x.description end from interactions x
            where x.organization_id = {flag}.organization_id and x.id = {flag}.record_id
            """
        );

    public async Task Redact(Guid id, string field, CancellationToken ct)
    {
        if (await db.Set<Interaction>().SingleOrDefaultAsync(i => i.Id == id, ct) is not { } interaction)
            return;
        if (field == "subject")
            interaction.Subject = FreeText.Masked(interaction.Subject);
        else
            interaction.Description = FreeText.Masked(interaction.Description);
        if (db.Entry(interaction).State == EntityState.Modified)
            changes.Raise(FactsWritten.One(interaction, isNew: false));
    }
}

/// <summary>The free text of notes; of those that are not meant for the reviewer only the kinds are told.</summary>
internal sealed class NoteTexts(RapportDb db, Changes changes, Sight sight) : IHoldFreeText
{
    public string RecordType => "note";

    public Sql TextOf(string flag) =>
        $"""
            select case {Sql.Raw(flag)}.field when 'title' then x.title else x.content end from notes x
            where x.organization_id = {Sql.Raw(flag)}.organization_id and x.id = {Sql.Raw(flag)}.record_id and {sight.Notes("x")}
            """;

    public async Task Redact(Guid id, string field, CancellationToken ct)
    {
        if (await db.Set<Note>().SingleOrDefaultAsync(n => n.Id == id, ct) is not { } note)
            return;
        if (field == "title")
            note.Title = FreeText.Masked(note.Title);
        else
            note.Content = FreeText.Masked(note.Content)!;
        if (db.Entry(note).State == EntityState.Modified)
            changes.Raise(FactsWritten.One(note, isNew: false));
    }
}

/// <summary>The free text of activities.</summary>
internal sealed class ActivityTexts(RapportDb db) : IHoldFreeText
{
    public string RecordType => "activity";

    public Sql TextOf(string flag) =>
        Sql.Raw(
            $"""
            select case {flag}.field when 'subject' then x.subject else x.description end from activities x
            where x.organization_id = {flag}.organization_id and x.id = {flag}.record_id
            """
        );

    public async Task Redact(Guid id, string field, CancellationToken ct)
    {
        if (await db.Set<Activity>().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } activity)
            return;
        if (field == "subject")
            activity.Subject = FreeText.Masked(activity.Subject)!;
        else
            activity.Description = FreeText.Masked(activity.Description);
        if (db.Entry(activity).State == EntityState.Modified)
            activity.Raise(new ActivityUpdated(id, activity.CustomerId, [activity.AssignedToId], [field]));
    }
}
