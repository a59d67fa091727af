namespace Rapport.Models.CustomerValue;

/// <summary>All that the purchase models ask of a customer.</summary>
/// <param name="Repeats">Days with a purchase after the first one (x).</param>
/// <param name="LastPurchase">Weeks from the first purchase to the last one (t_x), 0 without repeats.</param>
/// <param name="Age">Weeks from the first purchase to the end of observation (T).</param>
public readonly record struct PurchaseHistory(int Repeats, double LastPurchase, double Age) : IComparable<PurchaseHistory>
{
    private const int MostRepeats = 1_000_000;

    /// <summary>By repeats, then by last purchase, then by age.</summary>
    public int CompareTo(PurchaseHistory other)
    {
        if (Repeats != other.Repeats)
            return Repeats.CompareTo(other.Repeats);
        return LastPurchase != other.LastPurchase ? LastPurchase.CompareTo(other.LastPurchase) : Age.CompareTo(other.Age);
    }

    public static bool operator <(PurchaseHistory left, PurchaseHistory right) => left.CompareTo(right) < 0;

    public static bool operator >(PurchaseHistory left, PurchaseHistory right) => left.CompareTo(right) > 0;

    public static bool operator <=(PurchaseHistory left, PurchaseHistory right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PurchaseHistory left, PurchaseHistory right) => left.CompareTo(right) >= 0;

    /// <exception cref="ModelRefusal">Negative, not finite, or a last purchase after the end.</exception>
    internal void Check(int row)
    {
        var isPossible =
            Repeats is >= 0 and <= MostRepeats
            && double.IsFinite(Age)
            && LastPurchase >= 0
            && LastPurchase <= Age
            && (Repeats > 0 || LastPurchase == 0);
        if (!isPossible)
            throw new ModelRefusal(
                FormattableString.Invariant(
                    $"No customer can have {Repeats} repeat purchases, the last at {LastPurchase} of {Age} weeks (row {row + 1})."
                )
            );
    }
}
