namespace Rapport.Platform.Data;

/// <summary>
/// What PostgreSQL may choose from. While a table was never analysed it takes all rows of an organization for a handful, and reads,
/// hashes and sorts them all where an index would lead to the few that are wanted. SQLite follows the order that is written.
/// </summary>
internal enum Planning
{
    /// <summary>Whatever it finds best: for work over many rows.</summary>
    Free,

    /// <summary>What is joined is looked up row by row.</summary>
    RowByRow,

    /// <summary>
    /// An index is walked until there is enough, in its order; nothing is sorted, and no list of all rows that match is made first.
    /// </summary>
    InOrder,
}

internal static class PlannerSettings
{
    /// <summary>Until the end of the transaction.</summary>
    public static Sql Of(Planning planning) =>
        $"""
            select set_config('enable_hashjoin', {OnOff(planning == Planning.Free)}, true),
              set_config('enable_mergejoin', {OnOff(planning == Planning.Free)}, true),
              set_config('enable_sort', {OnOff(planning != Planning.InOrder)}, true),
              set_config('enable_bitmapscan', {OnOff(planning != Planning.InOrder)}, true)
            """;

    private static string OnOff(bool isOn) => isOn ? "on" : "off";
}
