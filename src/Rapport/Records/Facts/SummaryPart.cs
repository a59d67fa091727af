using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Records.Facts;

/// <summary>A column of a customer's summary.</summary>
/// <param name="Value">What it is when <c>f</c> are the sums of the customer's facts, or nothing.</param>
/// <param name="Merge">What it becomes when <c>excluded</c> is added to what is stored.</param>
public sealed record SummaryColumn(string Name, string Value, string Merge)
{
    public static SummaryColumn Sum(string name, string value) => new(name, value, $"customer_summary.{name} + excluded.{name}");

    public static SummaryColumn Earliest(string name, string value) => new(name, value, Beyond(name, "<"));

    public static SummaryColumn Latest(string name, string value) => new(name, value, Beyond(name, ">"));

    /// <summary>The first value stays.</summary>
    public static SummaryColumn First(string name, string value) => new(name, value, $"coalesce(customer_summary.{name}, excluded.{name})");

    private static string Beyond(string name, string than) =>
        $"""
            case when customer_summary.{name} is null or excluded.{name} {than} customer_summary.{name}
              then excluded.{name} else customer_summary.{name} end
            """;
}

/// <summary>
/// Columns of a customer's summary that some kinds of facts decide. A module registers one for what its facts come to:
/// how it is worked out from all facts, and what a single new fact adds to it. "verify" compares both.
/// </summary>
public abstract class SummaryPart
{
    /// <summary>As "verify" names it, such as "purchases".</summary>
    public abstract string Name { get; }

    /// <summary>The facts that decide it.</summary>
    public abstract IReadOnlyList<FactKind> Kinds { get; }

    public abstract IReadOnlyList<SummaryColumn> Columns { get; }

    /// <summary>The sums of the facts, a row with <c>customer_id</c> for each customer who has any.</summary>
    /// <param name="customers">A condition on <c>customer_id</c>.</param>
    public abstract Sql Facts(Guid organization, Sql customers);

    /// <summary>A cheaper way to write the part anew for few customers; null where there is none.</summary>
    public virtual Sql? OfFew(Guid organization, IReadOnlyList<Guid> customers) => null;

    /// <summary>False when other facts decide what a new one comes to, so that all of the customer's have to be read.</summary>
    public abstract bool IsAddition(CustomerFact fact);

    /// <summary>Adds a new fact to a sum; false when it changes nothing.</summary>
    public abstract bool Add(CustomerSummary sum, CustomerFact fact);

    /// <summary>Customers whose part must be worked out from all facts although these are additions by themselves.</summary>
    public virtual Task<IReadOnlyCollection<Guid>> Recount(RapportDb db, IReadOnlyList<CustomerFact> added, CancellationToken ct) =>
        Task.FromResult<IReadOnlyCollection<Guid>>([]);
}
