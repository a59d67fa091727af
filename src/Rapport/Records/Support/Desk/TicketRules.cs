using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Support.Desk;

/// <summary>A ticket's assignee is somebody who works here, or did.</summary>
internal sealed class TicketRules(RapportDb db) : IntakeRules
{
    private readonly HashSet<Guid> named = [],
        users = [];

    public override FactKind Kind => FactKind.Of<Ticket>();

    public override async Task Prepare(
        IReadOnlyList<FactDraft> drafts,
        IReadOnlyDictionary<string, FactCustomer> owners,
        CancellationToken ct
    )
    {
        named.UnionWith(drafts.Select(d => (d.Fact as Ticket)?.AssigneeId).OfType<Guid>());
        if (named.Count > 0)
            users.UnionWith(
                await db.Rows($"select id from users where organization_id = {db.TenantId} and {Sql.In("id", named)}", row => row.Id(0), ct)
            );
    }

    // One that stays from before was checked when it was set.
    public override void Check(Fact fact, Errors errors)
    {
        if (fact is Ticket { AssigneeId: { } assignee } && named.Contains(assignee) && !users.Contains(assignee))
            errors.Add("assignee_id", "There is no such user.");
    }
}
