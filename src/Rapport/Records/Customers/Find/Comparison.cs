using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Find;

/// <summary>A condition of a list that an index answers.</summary>
/// <param name="Column">With the name of its table in the statement.</param>
internal sealed record Comparison(string Column, string Sign, Sql Value)
{
    public Sql Asked => $"{Sql.Raw(Column)} {Sql.Raw(Sign)} {Value}";

    /// <summary>
    /// The same for each row of a list that walks another index: a planner without statistics would rather read all that pass and sort
    /// them.
    /// </summary>
    public Sql Checked => $"{Sql.Unindexed(Column)} {Sql.Raw(Sign)} {Value}";
}
