using System.Numerics;
using Rapport.Insight.Customer360.Parts;
using Rapport.Platform.Data;
using Rapport.Records.Loyalty;

namespace Rapport.Insight.Customer360.Reading;

internal sealed class ReadLoyalty(Asked asked)
{
    private const int Shown = 10, ExpiryDays = 30;

    private readonly List<PointsMoved> moved = [];
    private readonly List<(string Name, int Points)> tiers = [];
    private (long Lapsed, long Lapsing, long Taken, int Referrals) ledger;
    private DateTimeOffset? nextExpiry;

    public IEnumerable<Statement> Statements =>
    [
        Statement.Into(moved, $"select id, points, reason, occurred_at, expires_at, reference from loyalty_transactions where {asked.Mine} order by happened_at desc, id desc limit {Shown}",
            row => new PointsMoved(row.Id(0), row.Int(1), Words.Parse<LoyaltyReason>(row.Text(2)), row.Time(3), row.TimeOrNull(4), row.TextOrNull(5))),
        Statement.Into(tiers, $"select name, points from loyalty_tiers where organization_id = {asked.Organization} order by points", row => (row.Text(0), row.Int(1))),
        new Statement($"""
            select coalesce(sum(case when points > 0 and expires_at <= {asked.Now} then points end), 0), coalesce(sum(case when points > 0 and expires_at <= {asked.Now.AddDays(ExpiryDays)} then points end), 0),
              coalesce(-sum(case when points < 0 then points end), 0), count(case when reason = 'referral' then 1 end), min(case when points > 0 and expires_at > {asked.Now} then expires_at end)
            from loyalty_transactions where {asked.Mine}
            """, row =>
        {
            ledger = ((long)row.DecimalOrNull(0)!.Value, (long)row.DecimalOrNull(1)!.Value, (long)row.DecimalOrNull(2)!.Value, (int)row.Long(3));
            nextExpiry = row.TimeOrNull(4);
        }),
    ];

    public LoyaltyStanding? Answer(Summary summary) => moved.Count == 0 ? null : new LoyaltyStanding(
        summary.Tier, summary.Points, summary.LifetimePoints, Next(summary.LifetimePoints), Expiring, Expiring > 0 ? nextExpiry : null, ReferralCode(asked.Customer), ledger.Referrals, moved);

    /// <summary>Whoever spends points spends first those that lapse first.</summary>
    private int Expiring => (int)(Math.Max(0, ledger.Lapsing - ledger.Taken) - Math.Max(0, ledger.Lapsed - ledger.Taken));

    private NextTier? Next(int lifetime)
    {
        var place = tiers.FindIndex(t => t.Points > lifetime);
        if (place < 0) return null;
        var (from, next) = (place == 0 ? 0 : tiers[place - 1].Points, tiers[place]);
        return new NextTier(next.Name, next.Points, next.Points - lifetime, Math.Round(Math.Clamp((lifetime - from) / (double)(next.Points - from), 0, 1), 4));
    }

    /// <summary>Ten letters and digits that are hard to misread, drawn from the random half of the customer's ID: always the same, and told over the phone.</summary>
    internal static string ReferralCode(Guid customer)
    {
        const string Signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var random = new BigInteger(customer.ToByteArray(bigEndian: true).AsSpan(9), isUnsigned: true, isBigEndian: true);
        return string.Concat(Enumerable.Range(0, 10).Select(i => Signs[(int)((random >> (5 * i)) & 31)]));
    }
}
