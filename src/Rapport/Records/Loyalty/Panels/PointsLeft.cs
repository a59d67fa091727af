namespace Rapport.Records.Loyalty.Panels;

/// <summary>
/// Which points are left of a ledger, by when they lapse. Whoever spends points spends first those that lapse first, of those that were
/// there at that moment and had not lapsed;
/// what expires or is spent beyond them is taken from what has lapsed.
/// </summary>
internal sealed class PointsLeft
{
    private sealed class Lot(DateTimeOffset? lapses, long left)
    {
        public DateTimeOffset Lapses { get; } = lapses ?? DateTimeOffset.MaxValue;
        public long Left { get; set; } = left;
    }

    private readonly List<Lot> lots = [];
    private long owing;

    /// <param name="before">What the balance was before the first movement.</param>
    /// <param name="movements">In the order in which they happened.</param>
    public PointsLeft(long before, IEnumerable<(DateTimeOffset At, int Points, DateTimeOffset? Lapses)> movements)
    {
        Earn(before, null);
        foreach (var (at, points, lapses) in movements)
        {
            if (points > 0)
                Earn(points, lapses);
            else
                Take(-points, at);
        }
    }

    public (int Points, DateTimeOffset? First) Lapsing(DateTimeOffset after, DateTimeOffset until)
    {
        var lapsing = lots.Where(l => l.Left > 0 && l.Lapses > after && l.Lapses <= until).ToList();
        return ((int)lapsing.Sum(l => l.Left), lapsing.Count == 0 ? null : lapsing.Min(l => l.Lapses));
    }

    private void Earn(long points, DateTimeOffset? lapses)
    {
        // Facts come as they come: what was spent before it was earned is owed.
        var paid = Math.Min(owing, Math.Max(0, points));
        owing -= paid;
        if (points - paid > 0)
            lots.Add(new Lot(lapses, points - paid));
        else if (points < 0)
            owing -= points;
    }

    private void Take(long points, DateTimeOffset at)
    {
        foreach (var lot in lots.OrderBy(l => l.Lapses <= at).ThenBy(l => l.Lapses))
        {
            if (points == 0)
                break;
            var taken = Math.Min(points, lot.Left);
            lot.Left -= taken;
            points -= taken;
        }
        lots.RemoveAll(l => l.Left == 0);
        owing += points;
    }
}
