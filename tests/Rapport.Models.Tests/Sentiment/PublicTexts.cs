using System.Globalization;

namespace Rapport.Tests.Models.Sentiment;

/// <summary>Public texts with the sentiment that people gave them.</summary>
internal static class PublicTexts
{
    /// <summary>Texts with the mean of twenty people, −4 to 4.</summary>
    public static (string Text, double Mean)[] Rated(string set)
    {
        using var text = new StreamReader(PublicData.Unzipped(PublicData.File("sentiment-vader", $"{set}_GroundTruth.txt.gz")));
        return
        [
            .. text.ReadToEnd()
                .Split('\n')
                .Select(line => line.TrimEnd('\r').Split('\t'))
                .Where(f => f.Length >= 3)
                .Select(f => (f[2], double.Parse(f[1], CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>Three thousand sentences of reviews, half of them positive.</summary>
    public static (string Text, bool IsPositive)[] Sentences() =>
        [
            .. new[] { "amazon_cells", "imdb", "yelp" }
                .SelectMany(set => File.ReadAllText(PublicData.File("sentiment-uci-sentences", $"{set}_labelled.txt")).Split('\n'))
                .Select(line => line.Split('\t'))
                .Where(f => f.Length == 2)
                .Select(f => (f[0], f[1].Trim() == "1")),
        ];

    public static double Correlation(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var both = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return both / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
