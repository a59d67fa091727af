using Rapport.Platform.Data;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Campaigns;

/// <summary>A message shows its campaign by name, where the campaign is known.</summary>
internal sealed class MessageRules(RapportDb db) : IntakeRules
{
    public override FactKind Kind { get; } = FactKind.Of<CampaignMessage>();

    public override async Task Prepare(
        IReadOnlyList<FactDraft> drafts,
        IReadOnlyDictionary<string, FactCustomer> owners,
        CancellationToken ct
    )
    {
        var messages = drafts.Select(d => d.Fact).OfType<CampaignMessage>().ToList();
        var names = new Dictionary<string, string>();
        foreach (var some in messages.Select(m => m.Campaign).OfType<string>().Distinct().Chunk(500))
        foreach (
            var (externalId, name) in await db.Rows(
                $"select external_id, name from campaigns where organization_id = {db.TenantId} and {Sql.In("external_id", some)}",
                row => (row.Text(0), row.Text(1)),
                ct
            )
        )
            names[externalId] = name;
        foreach (var message in messages)
            message.CampaignName = message.Campaign is { } campaign ? names.GetValueOrDefault(campaign) : null;
    }
}
