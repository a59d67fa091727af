using System.Diagnostics.Metrics;
using Rapport.Platform.Data;
using Rapport.Platform.Observability;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Import;

namespace Rapport.Records.Import.Runs;

/// <summary>Counts imports by how they ended, and their rows by what became of them.</summary>
internal static class ImportMeter
{
    private static readonly UpDownCounter<long> Running = RapportMeter.UpDown("rapport.imports.running", "Imports at work in this process");
    private static readonly Counter<long> Ended = RapportMeter.Counter("rapport.imports", "Imports that ended");
    private static readonly Counter<long> Rows = RapportMeter.Counter("rapport.import.rows", "Rows of imports whose result is committed");

    public static void Began() => Running.Add(1);

    public static void Stopped() => Running.Add(-1);

    public static void EndedAs(ImportState state) => Ended.Add(1, new KeyValuePair<string, object?>("outcome", Words.Of(state)));

    public static void Count(Tally rows)
    {
        Add(RowResult.Created, rows.Created);
        Add(RowResult.Updated, rows.Updated);
        Add(RowResult.Skipped, rows.Skipped);
        Add(RowResult.Duplicate, rows.Duplicates);
        Add(RowResult.Rejected, rows.Rejected);
        Add(RowResult.Waiting, rows.Waiting);
    }

    private static void Add(RowResult result, long rows)
    {
        if (rows > 0)
            Rows.Add(rows, new KeyValuePair<string, object?>("result", Words.Of(result)));
    }
}
