using Rapport.Records.Behaviour;
using Rapport.Records.Campaigns;
using Rapport.Records.Facts;
using Rapport.Records.Interactions;
using Rapport.Records.Loyalty;
using Rapport.Records.Sales;
using Rapport.Records.Support;

namespace Rapport.Records.Samples;

/// <summary>
/// What else is known of a customer of the sample garage: what was said, asked, complained of, sent, looked at and planned.
/// </summary>
internal sealed class SampleTouches(DateTimeOffset now)
{
    private static readonly (string Subject, string Text, Sentiment Mood)[] Talks =
    [
        ("MOT reminder", "Will call back about a day that suits.", Sentiment.Neutral),
        ("Squeal is back when cold", "Wants it looked at before the MOT, not on the same day.", Sentiment.Negative),
        ("Booked the service", "Happy with Saturday morning, will wait in the lounge.", Sentiment.Positive),
        ("Quote for tyres", "Compared with the tyre shop, took ours.", Sentiment.Positive),
        ("Courtesy car", "Needs one with child seat anchors.", Sentiment.Neutral),
        ("Invoice copy", "For the insurer; sent by e-mail.", Sentiment.Neutral),
    ];

    private static readonly string[] Notes =
    [
        "Prefers the courtesy car with child seat anchors.",
        "Never promise a car back later than 16:00.",
        "Considering a home charger; send the offer in January.",
        "Always calls from a withheld number.",
        "Works nights: ring after 14:00.",
    ];

    private static readonly (string Subject, string Category, bool IsComplaint)[] Tickets =
    [
        ("Brake noise after repair", "repair", true),
        ("Invoice copy for insurer", "billing", false),
        ("Warning light came back", "repair", true),
        ("Change of address on invoice", "billing", false),
    ];

    private static readonly string[] Deals =
    [
        "Fleet service plan",
        "Tyre contract, two years",
        "Winter checks for all vans",
        "MOT and servicing at one price",
        "Replacement vehicles on call",
    ];

    private static readonly string[] Categories = ["Tyres", "Brakes", "Servicing", "MOT", "Electric", "Accessories"];

    private static readonly (string Id, string Name, CampaignChannel Channel, int DaysAgo)[] Sent =
    [
        ("CMP-1", "Winter check", CampaignChannel.Email, 300),
        ("CMP-2", "Spring tyres", CampaignChannel.Email, 230),
        ("CMP-3", "Holiday check", CampaignChannel.Sms, 150),
        ("CMP-4", "Autumn check", CampaignChannel.Email, 80),
        ("CMP-5", "Winter tyres", CampaignChannel.Email, 20),
    ];

    public IEnumerable<(Fact, string?)> Campaigns() =>
        Sent.Select(c =>
            (
                (Fact)
                    new Campaign
                    {
                        ExternalId = c.Id,
                        Name = c.Name,
                        Channel = c.Channel,
                        SentAt = Morning(c.DaysAgo, 8),
                        Audience = "Everybody with a car",
                    },
                (string?)null
            )
        );

    public IEnumerable<(Fact, string?)> Of(SampleDriver driver, SampleVisits visits, Random random, bool isBusy)
    {
        var facts = new List<Fact>();
        var n = driver.Number;
        foreach (var (id, _, _, daysAgo) in Sent.Where(c => random.Next(5) < 4 && driver.Since < now.AddDays(-c.DaysAgo)))
        {
            var at = Morning(daysAgo, 8);
            facts.Add(
                new CampaignMessage
                {
                    ExternalId = $"{n}-{id}",
                    Campaign = id,
                    DeliveredAt = at.AddSeconds(random.Next(90)),
                    OpenedAt = random.Next(5) < 2 ? at.AddHours(random.Next(1, 30)) : null,
                    ClickedAt = random.Next(8) == 0 ? at.AddHours(31) : null,
                    BouncedAt = null,
                }
            );
        }
        if (random.Next(3) == 0)
            facts.Add(Talk(n, random, 1, random.Next(3, 200)));
        if (random.Next(12) == 0)
            facts.Add(
                new Note
                {
                    ExternalId = $"{n}-N1",
                    Content = Notes[random.Next(Notes.Length)],
                    Visibility = NoteVisibility.All,
                    IsPinned = random.Next(3) == 0,
                    WrittenAt = Morning(random.Next(5, 300), 16),
                }
            );
        if (visits.Done.Count > 0 && random.Next(5) == 0)
            facts.Add(Survey(n, visits, random));
        if (random.Next(18) == 0)
            facts.Add(TicketOf(n, random));
        if (!driver.IsFirm && visits.Done.Count > 2 && random.Next(6) == 0)
            facts.Add(
                new LoyaltyTransaction
                {
                    ExternalId = $"{n}-L1",
                    Points = -50,
                    Reason = LoyaltyReason.Spend,
                    OccurredAt = Morning(random.Next(2, 60), 12),
                    Reference = "Valet",
                }
            );
        if (isBusy)
            facts.AddRange(Sessions(n, random));
        if (driver.IsFirm)
            facts.AddRange(Firm(driver, random));
        return facts.Select(f => (f, (string?)n));
    }

    private Interaction Talk(string n, Random random, int number, int daysAgo)
    {
        var (subject, text, mood) = Talks[random.Next(Talks.Length)];
        return new Interaction
        {
            ExternalId = $"{n}-T{number}",
            InteractionType = random.Next(3) == 0 ? InteractionType.Email : InteractionType.Call,
            Direction = random.Next(2) == 0 ? Direction.Inbound : Direction.Outbound,
            Subject = subject,
            Description = text,
            OccurredAt = Morning(daysAgo, 9 + random.Next(8)),
            DurationMinutes = 2 + random.Next(12),
            Outcome = mood == Sentiment.Negative ? Outcome.FollowUpNeeded : Outcome.Successful,
            Sentiment = mood,
        };
    }

    private static SurveyResponse Survey(string n, SampleVisits visits, Random random)
    {
        var isNps = random.Next(2) == 0;
        return new SurveyResponse
        {
            ExternalId = $"{n}-Q1",
            Survey = isNps ? SurveyType.Nps : SurveyType.Csat,
            Score = isNps ? random.Next(4, 11) : random.Next(2, 6),
            Comment = random.Next(2) == 0 ? "Friendly as always." : null,
            AnsweredAt = visits.Done[0].CompletedAt!.Value.AddDays(2),
            ServiceVisit = visits.Done[0].ExternalId,
        };
    }

    private Ticket TicketOf(string n, Random random)
    {
        var (subject, category, isComplaint) = Tickets[random.Next(Tickets.Length)];
        var isOpen = random.Next(2) == 0;
        var opened = Morning(isOpen ? random.Next(0, 6) : random.Next(20, 200), 9);
        return new Ticket
        {
            ExternalId = $"{n}-K1",
            Number = $"{4000 + random.Next(5000)}",
            Subject = subject,
            Status = isOpen ? TicketStatus.Open : TicketStatus.Resolved,
            Priority = isComplaint ? TicketPriority.High : TicketPriority.Normal,
            Category = category,
            IsComplaint = isComplaint,
            OpenedAt = opened,
            FirstResponseAt = isOpen ? null : opened.AddMinutes(random.Next(5, 300)),
            ResolvedAt = isOpen ? null : opened.AddHours(random.Next(1, 50)),
            Channel = "phone",
        };
    }

    private IEnumerable<Fact> Sessions(string n, Random random)
    {
        for (var i = 0; i < 2 + random.Next(6); i++)
        {
            var started = Morning(random.Next(0, 90), random.Next(3) == 0 ? 12 : 18 + random.Next(4));
            yield return new WebSession
            {
                ExternalId = $"{n}-W{i}",
                StartedAt = started,
                DurationSeconds = 30 + random.Next(600),
                Device = (DeviceType)(
                    random.Next(5) switch
                    {
                        < 3 => 0,
                        3 => 1,
                        _ => 2,
                    }
                ),
                Source = random.Next(2) == 0 ? "search" : "newsletter",
                Views =
                [
                    .. Enumerable
                        .Range(0, 1 + random.Next(4))
                        .Select(v => new SessionView
                        {
                            Position = v,
                            Category = Categories[random.Next(Categories.Length)],
                            Seconds = 10 + random.Next(90),
                        }),
                ],
            };
        }
    }

    private IEnumerable<Fact> Firm(SampleDriver driver, Random random)
    {
        var n = driver.Number;
        var status = (OpportunityStatus)random.Next(3);
        var turn = n[^1] - '0';
        yield return new Opportunity
        {
            ExternalId = $"{n}-O1",
            Name = Deals[turn % Deals.Length],
            Kind = random.Next(3) == 0 ? OpportunityKind.Renewal : OpportunityKind.New,
            Status = status,
            Stage = status == OpportunityStatus.Open ? Sales.Pipeline.SalesStage.AtFirst[turn % 3] : null,
            AmountMinor = 100_000 * (5 + random.Next(40)),
            Currency = "GBP",
            Probability = status == OpportunityStatus.Open ? 40 + random.Next(5) * 10 : null,
            ExpectedClose = DateOnly.FromDateTime(now.AddDays(20 + random.Next(80)).UtcDateTime),
            ClosedAt = status == OpportunityStatus.Open ? null : Morning(random.Next(10, 200), 11),
            LostReason = status == OpportunityStatus.Lost ? "Price" : null,
        };
        for (var day = 1; day <= 28; day += 3)
            yield return new UsageMetric
            {
                ExternalId = $"{n}-U{day}",
                Date = DateOnly.FromDateTime(now.AddDays(-day).UtcDateTime),
                Logins = random.Next(12),
                FeatureAdoptionScore = 30 + random.Next(60),
                TrainingCompletionRate = 40 + random.Next(60),
                Seats = 3 + random.Next(10),
            };
        for (var i = 2; i < 5; i++)
            yield return Talk(n, random, i, random.Next(2, 120));
    }

    private DateTimeOffset Morning(int daysAgo, int hour) =>
        SampleVisits.Hour(now.AddDays(-daysAgo), daysAgo == 0 ? Math.Min(hour, now.Hour) : hour);
}
