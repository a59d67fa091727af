using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Records.Customers.Intake;

/// <summary>What became of one row.</summary>
internal sealed record RowOutcome(CustomerDraft Draft, RowResult Result, Guid? CustomerId = null)
{
    /// <summary>The customer that this row seems to be, and how surely.</summary>
    public Guid? DuplicateOf { get; init; }
    public double Probability { get; init; }

    /// <summary>The values before, by field, where a known customer was changed.</summary>
    public Dictionary<string, object?>? Before { get; init; }

    /// <summary>All that its batch did to the known customer, told by the first of its rows.</summary>
    public RowChange? Change { get; init; }
}
