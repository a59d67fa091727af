using System.Globalization;
using Rapport.Formats;
using Rapport.Models.Classification;

namespace Rapport.Tests.Models.Classification;

/// <summary>IBM's telco customers against the figures of scikit-learn on the same file: gradient boosting .8470, logistic .8451.</summary>
[Trait("Spec", "SCR-4")]
public sealed class TelcoTests
{
    [Fact]
    public void Churn_is_told_better_than_by_the_references_and_calibrated()
    {
        var (table, labels) = Telco();

        var metrics = OutOfFold.Of(table, labels, folds: 3).Metrics;

        Assert.InRange(metrics.Auc, .847, .87);
        Assert.InRange(metrics.Ece, 0, .02);
        Assert.InRange(metrics.LogLoss, .39, .4142);
    }

    private static (FeatureTable Table, bool[] Labels) Telco()
    {
        using var stream = File.OpenRead(PublicData.File("telco-churn", "Telco-Customer-Churn.csv"));
        var csv = new CsvRows(stream, CsvDialect.Rfc4180);
        var rows = csv.Select(row => row.Fields).ToArray();
        string[] numeric = ["tenure", "MonthlyCharges", "TotalCharges", "SeniorCitizen"];
        var features = Enumerable
            .Range(1, csv.Header.Count - 2)
            .Select(c =>
                numeric.Contains(csv.Header[c])
                    ? Feature.Numeric(
                        csv.Header[c],
                        [.. rows.Select(row => double.TryParse(row[c], CultureInfo.InvariantCulture, out var number) ? number : double.NaN)]
                    )
                    : Feature.Categorical(csv.Header[c], rows.Select(row => row[c]))
            );
        return (new FeatureTable([.. features]), [.. rows.Select(row => row[^1] == "Yes")]);
    }
}
