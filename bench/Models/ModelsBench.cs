namespace Rapport.Bench.Models;

/// <summary>Each figure of the models beside the published one, and how long it took.</summary>
internal static class ModelsBench
{
    private static readonly (string Name, Action Run)[] Parts =
    [
        ("linkage", LinkageFigures.Run),
        ("customer value", ValueFigures.Run),
        ("classification", ClassificationFigures.Run),
        ("forecast", ForecastFigures.Run),
        ("sentiment", SentimentFigures.Run),
        ("recommendation", RecommendationFigures.Run),
    ];

    public static void Run(string? only)
    {
        Console.WriteLine($"{"figure", -60} {"here", 14} {"reference", 14} {"seconds", 9}");
        foreach (var (_, run) in Parts.Where(part => only is null || part.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
            run();
    }

    public static void Line(string figure, double here, string reference, double seconds) =>
        Console.WriteLine(FormattableString.Invariant($"{figure, -60} {here, 14:G6} {reference, 14} {seconds, 9:F2}"));
}
