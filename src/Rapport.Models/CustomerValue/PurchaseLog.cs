namespace Rapport.Models.CustomerValue;

/// <summary>One customer's purchases drawn together.</summary>
/// <param name="Customer">The number the caller gave to the customer.</param>
/// <param name="MeanRepeatSpend">Mean amount of a day with a repeat purchase; 0 without repeats.</param>
public readonly record struct CustomerPurchases(int Customer, PurchaseHistory History, double MeanRepeatSpend);

/// <summary>Draws single transactions together into purchase histories, as Fader and Hardie count them.</summary>
public static class PurchaseLog
{
    /// <summary>One entry per customer that bought by <paramref name="until"/>, ordered by customer.</summary>
    /// <param name="customers">The customer's number, one entry per transaction in any order.</param>
    /// <param name="days">The day number of the transaction; transactions of a customer on one day are one purchase.</param>
    /// <param name="amounts">Amounts of the transactions, or empty when they are not known.</param>
    /// <param name="until">Last day of observation, inclusive; later transactions do not count.</param>
    /// <exception cref="ModelRefusal">Columns of different lengths, negative or infinite amounts, or no transaction by that
    /// day.</exception>
    public static CustomerPurchases[] Summarize(
        ReadOnlySpan<int> customers,
        ReadOnlySpan<int> days,
        ReadOnlySpan<double> amounts,
        int until
    )
    {
        if (days.Length != customers.Length || (amounts.Length != 0 && amounts.Length != customers.Length))
            throw new ModelRefusal("Every transaction needs a customer, a day and, when amounts are given, an amount.");
        var transactions = new List<Transaction>(customers.Length);
        for (var i = 0; i < customers.Length; i++)
        {
            var amount = amounts.Length == 0 ? 0 : amounts[i];
            if (!double.IsFinite(amount) || amount < 0)
                throw new ModelRefusal(
                    FormattableString.Invariant($"Transaction {i + 1} has the amount {amount}; a purchase cannot cost that.")
                );
            if (days[i] <= until)
                transactions.Add(new Transaction(customers[i], days[i], amount));
        }
        if (transactions.Count == 0)
            throw new ModelRefusal("There is no purchase by the end of observation.");
        // Amounts are part of the order so that sums do not depend on the order of the rows.
        transactions.Sort();
        return Customers(transactions, until);
    }

    private static CustomerPurchases[] Customers(List<Transaction> transactions, int until)
    {
        var customers = new List<CustomerPurchases>();
        for (var i = 0; i < transactions.Count; )
        {
            var first = transactions[i];
            var (repeats, last, spent) = (0, first.Day, 0.0);
            for (; i < transactions.Count && transactions[i].Customer == first.Customer; i++)
            {
                if (transactions[i].Day > last)
                    repeats++;
                last = transactions[i].Day;
                if (last > first.Day)
                    spent += transactions[i].Amount;
            }
            var history = new PurchaseHistory(repeats, (last - first.Day) / 7.0, (until - first.Day) / 7.0);
            customers.Add(new CustomerPurchases(first.Customer, history, repeats == 0 ? 0 : spent / repeats));
        }
        return [.. customers];
    }

    private readonly record struct Transaction(int Customer, int Day, double Amount) : IComparable<Transaction>
    {
        public int CompareTo(Transaction other)
        {
            if (Customer != other.Customer)
                return Customer.CompareTo(other.Customer);
            return Day != other.Day ? Day.CompareTo(other.Day) : Amount.CompareTo(other.Amount);
        }
    }
}
