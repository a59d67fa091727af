using Rapport.Records.Customers;

namespace Rapport.Records.Customers.Intake;

/// <summary>How the rows of a batch came out.</summary>
internal sealed record Tally(long Created, long Updated, long Skipped, long Duplicates, long Rejected, long Waiting = 0)
{
    public static Tally Of(IReadOnlyCollection<RowOutcome> outcomes)
    {
        long Count(RowResult result) => outcomes.LongCount(o => o.Result == result);
        return new(
            Count(RowResult.Created),
            Count(RowResult.Updated),
            Count(RowResult.Skipped),
            Count(RowResult.Duplicate),
            Count(RowResult.Rejected)
        );
    }

    public CustomersImported Event(Guid source, IReadOnlyCollection<RowOutcome> outcomes)
    {
        var made = outcomes.Where(o => o.CustomerId is { } id && IsFresh(o, id)).Select(o => o.CustomerId!.Value).ToList();
        var changed = outcomes.Where(o => o.Before is { Count: > 0 }).Select(o => o.CustomerId!.Value).Distinct().ToList();
        return new CustomersImported(source, Created, Updated, Skipped, Duplicates, Rejected, made, changed)
        {
            Standings =
            [
                .. outcomes
                    .Where(o => o.Draft.Standing is not null && o.CustomerId is { } id && (o.Result == RowResult.Updated || IsFresh(o, id)))
                    .Select(o => new ImportedStanding(o.CustomerId!.Value, o.Draft.Standing!)),
            ],
        };
    }

    private static bool IsFresh(RowOutcome outcome, Guid customer) => outcome.Draft.Fresh?.Customer.Id == customer;
}
