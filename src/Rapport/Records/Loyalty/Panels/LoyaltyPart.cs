using System.Numerics;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;

namespace Rapport.Records.Loyalty.Panels;

internal sealed class LoyaltyPart(PartReading reading) : CustomerPart<LoyaltyStanding>
{
    private const int Shown = 10,
        ExpiryDays = 30,
        Judged = 2_000;

    private readonly List<PointsMoved> moved = [];
    private readonly List<(string Name, int Points)> tiers = [];
    private readonly List<(DateTimeOffset At, int Points, DateTimeOffset? Lapses)> ledger = [];
    private int referrals;

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                moved,
                $"""
                select id, points, reason, occurred_at, expires_at, reference from loyalty_transactions where {reading.Mine}
                  order by happened_at desc, id desc limit {Shown}
                """,
                row => new PointsMoved(
                    row.Id(0),
                    row.Int(1),
                    Words.Parse<LoyaltyReason>(row.Text(2)),
                    row.Time(3),
                    row.TimeOrNull(4),
                    row.TextOrNull(5)
                )
            ),
            Statement.Into(
                tiers,
                $"select name, points from loyalty_tiers where organization_id = {reading.Organization} order by points",
                row => (row.Text(0), row.Int(1))
            ),
            Statement.Into(
                ledger,
                $"""
                select occurred_at, points, expires_at from loyalty_transactions where {reading.Mine}
                  order by happened_at desc, points, id desc limit {Judged}
                """,
                row => (row.Time(0), row.Int(1), row.TimeOrNull(2))
            ),
            new Statement(
                $"select count(case when reason = 'referral' then 1 end) from loyalty_transactions where {reading.Mine}",
                row => referrals = (int)row.Long(0)
            ),
        ];

    public override LoyaltyStanding? Answer()
    {
        var summary = reading.Summary;
        if (moved.Count == 0)
            return null;
        var (lapsing, first) = new PointsLeft(summary.Points - ledger.Sum(m => (long)m.Points), ledger.AsEnumerable().Reverse()).Lapsing(
            reading.Now,
            reading.Now.AddDays(ExpiryDays)
        );
        return new LoyaltyStanding(
            summary.Tier,
            summary.Points,
            summary.LifetimePoints,
            Next(summary.LifetimePoints),
            lapsing,
            first,
            ReferralCode(reading.Customer),
            referrals,
            moved
        );
    }

    private NextTier? Next(int lifetime)
    {
        var place = tiers.FindIndex(t => t.Points > lifetime);
        if (place < 0)
            return null;
        var (from, next) = (place == 0 ? 0 : tiers[place - 1].Points, tiers[place]);
        return new NextTier(
            next.Name,
            next.Points,
            next.Points - lifetime,
            Math.Round(Math.Clamp((lifetime - from) / (double)(next.Points - from), 0, 1), 4)
        );
    }

    /// <summary>
    /// Ten letters and digits that are hard to misread, drawn from the random half of the customer's ID: always the same, and told over the
    /// phone.
    /// </summary>
    internal static string ReferralCode(Guid customer)
    {
        const string Signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var random = new BigInteger(customer.ToByteArray(bigEndian: true).AsSpan(9), isUnsigned: true, isBigEndian: true);
        return string.Concat(Enumerable.Range(0, 10).Select(i => Signs[(int)((random >> (5 * i)) & 31)]));
    }
}
