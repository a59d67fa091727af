using System.Globalization;
using System.Text.Json;
using Rapport.Formats;

namespace Rapport.Insight.Workbench;

/// <summary>What a model command gives back: a table in a CSV file and one line of JSON.</summary>
internal static class ResultTable
{
    /// <summary>Numbers are written so that reading them gives the same number again.</summary>
    public static void Write(FileInfo file, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        using var text = new StreamWriter(file.FullName);
        CsvText.Write(text, columns);
        foreach (var row in rows)
            CsvText.Write(text, row.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));
    }

    public static void Print(object result) => Console.WriteLine(JsonSerializer.Serialize(result, Platform.Http.ApiJson.Options));
}
