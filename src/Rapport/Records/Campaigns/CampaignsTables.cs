using Rapport.Records.Facts;

namespace Rapport.Records.Campaigns;

internal sealed class CampaignTable : FactTable<Campaign>;

internal sealed class CampaignMessageTable : CustomerFactTable<CampaignMessage>;
