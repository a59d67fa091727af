using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Campaigns;

public enum CampaignChannel
{
    Email,
    Sms,
    Push,
    Mail,
}

[FactFormat("campaign", "campaigns", Area.Marketing)]
[FactPage("Grow", 410, "Campaign", "Campaigns", "megaphone", Titles = "name", Columns = "channel sent_at audience")]
public sealed class Campaign : Fact
{
    [RequiredField, Limit(300), NotPersonalData]
    public string Name { get; set; } = "";

    [RequiredField]
    public CampaignChannel Channel { get; set; }

    [Label("Sent")]
    public DateTimeOffset? SentAt { get; set; }

    [Limit(500), NotPersonalData]
    public string? Audience { get; set; }
}

/// <summary>A campaign as it reached one customer.</summary>
[FactFormat("campaign_message", "campaign-messages", Area.Marketing)]
public sealed class CampaignMessage : CustomerFact
{
    [RequiredField, RefersTo("campaign"), NotPersonalData]
    public string? Campaign { get; set; }

    [Label("Delivered")]
    public DateTimeOffset? DeliveredAt { get; set; }

    [Label("Opened")]
    public DateTimeOffset? OpenedAt { get; set; }
    public DateTimeOffset? ClickedAt { get; set; }
    public DateTimeOffset? BouncedAt { get; set; }
    public DateTimeOffset? UnsubscribedAt { get; set; }

    protected override DateTimeOffset Happened => DeliveredAt ?? BouncedAt ?? OpenedAt ?? ClickedAt ?? UnsubscribedAt ?? CreatedAt;

    public override void Check(Errors errors)
    {
        if (DeliveredAt is null && BouncedAt is null && OpenedAt is null && ClickedAt is null && UnsubscribedAt is null)
            errors.Add("delivered_at", "Say when it was delivered, or when it bounced.");
    }

    /// <summary>The campaign's name, where the campaign is known already.</summary>
    internal string? CampaignName { get; set; }

    public override TimelineText? OnTimeline() =>
        new(
            "campaign_message",
            $"Campaign {CampaignName ?? Campaign} - {Says}",
            new
            {
                campaign = Campaign,
                opened_at = OpenedAt,
                clicked_at = ClickedAt,
                bounced_at = BouncedAt,
                unsubscribed_at = UnsubscribedAt,
            }
        );

    private string Says =>
        UnsubscribedAt is not null ? "unsubscribed"
        : BouncedAt is not null ? "bounced"
        : ClickedAt is not null ? "clicked"
        : OpenedAt is not null ? "opened"
        : "delivered";
}
