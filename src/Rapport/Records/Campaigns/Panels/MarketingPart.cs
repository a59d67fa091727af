using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;

namespace Rapport.Records.Campaigns.Panels;

internal sealed class MarketingPart(PartReading reading) : CustomerPart<MarketingEngagement>
{
    private const int Shown = 10,
        Judged = 1_000;

    private readonly List<CampaignReceived> received = [];
    private readonly List<(
        CampaignChannel? Channel,
        int Delivered,
        int Opened,
        int Clicked,
        int Bounced,
        DateTimeOffset? LastOpened,
        DateTimeOffset? LastClicked,
        bool HasLeft
    )> channels = [];
    private readonly List<string> clicked = [];
    private readonly CustomerPart? segments = reading.Use("segments");

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                received,
                $"""
                select m.id, coalesce(c.name, m.campaign_ref), c.channel, m.happened_at, m.opened_at, m.clicked_at, m.bounced_at,
                  m.unsubscribed_at
                from campaign_messages m {Campaign}
                where {reading.Of("m")} order by m.happened_at desc, m.id desc limit {Shown}
                """,
                row => new CampaignReceived(
                    row.Id(0),
                    row.Text(1),
                    Channel(row, 2),
                    row.Time(3),
                    row.TimeOrNull(4),
                    row.TimeOrNull(5),
                    row.TimeOrNull(6),
                    row.TimeOrNull(7)
                )
            ),
            Statement.Into(
                channels,
                $"""
                select c.channel,
                  count(case when m.delivered_at is not null or m.opened_at is not null or m.clicked_at is not null then 1 end),
                  count(case when m.opened_at is not null or m.clicked_at is not null then 1 end),
                  count(m.clicked_at), count(m.bounced_at), max(m.opened_at), max(m.clicked_at), count(m.unsubscribed_at)
                from (select * from campaign_messages where {reading.Mine} order by happened_at desc, id desc limit {Judged}) m {Campaign}
                group by c.channel
                """,
                row =>
                    (
                        Channel(row, 0),
                        (int)row.Long(1),
                        (int)row.Long(2),
                        (int)row.Long(3),
                        (int)row.Long(4),
                        row.TimeOrNull(5),
                        row.TimeOrNull(6),
                        row.Long(7) > 0
                    )
            ),
            Statement.Into(
                clicked,
                $"""
                select coalesce(c.name, m.campaign_ref) from (select * from campaign_messages where {reading.Mine}
                  order by happened_at desc, id desc limit {Judged}) m {Campaign}
                where m.clicked_at is not null order by m.clicked_at desc, m.id desc limit 1
                """,
                row => row.Text(0)
            ),
        ];

    private static readonly Sql Campaign = Sql.Raw(
        "left join campaigns c on c.organization_id = m.organization_id and c.external_id = m.campaign_ref"
    );

    public override MarketingEngagement? Answer()
    {
        if (received.Count == 0)
            return null;
        // Only letters and messages that tell when they are read have a rate: those by e-mail, and those of which nobody told the channel.
        var mail = channels.Where(c => c.Channel is CampaignChannel.Email or null).ToList();
        var (delivered, opened, clicks) = (mail.Sum(c => c.Delivered), mail.Sum(c => c.Opened), mail.Sum(c => c.Clicked));
        return new MarketingEngagement(
            new OptIns(Agreed(CampaignChannel.Email), Agreed(CampaignChannel.Sms), Agreed(CampaignChannel.Push)),
            channels.Sum(c => c.Delivered),
            channels.Sum(c => c.Opened),
            channels.Sum(c => c.Clicked),
            channels.Sum(c => c.Bounced),
            Share(opened, delivered),
            Share(clicks, delivered),
            channels.Max(c => c.LastOpened),
            channels.Max(c => c.LastClicked),
            clicked.FirstOrDefault(),
            received,
            segments?.Names ?? []
        );
    }

    private OptIn Agreed(CampaignChannel channel) => channels.Any(c => c.Channel == channel && c.HasLeft) ? OptIn.OptedOut : OptIn.NotGiven;

    private static double? Share(int part, int whole) => whole == 0 ? null : Math.Round(part / (double)whole, 4);

    private static CampaignChannel? Channel(Row row, int column) =>
        row.TextOrNull(column) is { } word ? Words.Parse<CampaignChannel>(word) : null;
}
