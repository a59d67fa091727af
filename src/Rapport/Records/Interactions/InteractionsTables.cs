using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions;

internal sealed class InteractionTable : CustomerFactTable<Interaction>;

internal sealed class NoteTable : CustomerFactTable<Note>
{
    public override void Configure(EntityTypeBuilder<Note> note)
    {
        base.Configure(note);
        note.HasIndex(n => new
        {
            n.OrganizationId,
            n.IsPinned,
            n.HappenedAt,
            n.Id,
        });
        note.HasIndex(n => new { n.OrganizationId, n.RelatedId }).HasFilter("related_id is not null");
    }
}
