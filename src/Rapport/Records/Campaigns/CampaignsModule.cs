using Rapport.Platform;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Campaigns;

/// <summary>Campaigns that other systems sent, and how they reached customers.</summary>
public sealed class CampaignsModule : Module
{
    public override void Add(IServiceCollection services) => services.AddScoped<IntakeRules, MessageRules>();
}
