namespace Rapport.Platform.Data;

/// <summary>
/// What PostgreSQL may choose from for a page of a list. While a table was never analysed it takes all rows of an organization for a
/// handful,
/// and reads, hashes and sorts them all where an index would lead to the few that are wanted. SQLite follows the order that is written.
/// </summary>
internal enum Planning
{
    /// <summary>Whatever it finds best.</summary>
    Free,

    /// <summary>
    /// An index is walked until there is enough, in its order: what is joined is looked up row by row, nothing is sorted, and no list of
    /// all
    /// rows that match is made first.
    /// </summary>
    InOrder,
}

internal static class PlannerSettings
{
    /// <summary>Until the end of the transaction.</summary>
    public static Sql Of(Planning planning) => Of(OnOff(planning == Planning.Free));

    private static Sql Of(string allowed) =>
        $"""
            select set_config('enable_hashjoin', {allowed}, true),
              set_config('enable_mergejoin', {allowed}, true),
              set_config('enable_sort', {allowed}, true),
              set_config('enable_bitmapscan', {allowed}, true)
            """;

    private static string OnOff(bool isOn) => isOn ? "on" : "off";
}
