using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Rapport.Formats;
using Rapport.Models.Classification;
using Rapport.Models.CustomerValue;
using static Rapport.Bench.Models.ModelsBench;

namespace Rapport.Bench.Models;

/// <summary>Customer value: fitted up to a day, compared with what customers bought after it.</summary>
internal static class ValueFigures
{
    public static void Run()
    {
        Figures(
            "CDNOW sample to 1997-09-30",
            CdnowSample(),
            new Reference("-9582.4292", "-9582.136", "-4055.9177", "0.7855", "0.7648"),
            (1997, 9, 30, 39)
        );
        Figures(
            "CDNOW master to 1997-09-30",
            CdnowMaster(),
            new Reference("-95368.4439", "", "-40763.4763", "0.8187", ""),
            (1997, 9, 30, 39)
        );
        Figures(
            "Online Retail to 2011-08-31",
            OnlineRetail(),
            new Reference("-21755.3480", "-21755.348", "-12924.6379", "0.9970", "0.9970"),
            (2011, 8, 31, 100 / 7.0)
        );
    }

    private static void Figures(string set, List<Purchase> log, Reference reference, (int Year, int Month, int Day, double Weeks) split)
    {
        var until = new DateOnly(split.Year, split.Month, split.Day).DayNumber;
        var names = log.Select(p => p.Customer)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select((name, i) => (name, i))
            .ToDictionary(n => n.name, n => n.i);
        int[] customers = [.. log.Select(p => names[p.Customer])],
            days = [.. log.Select(p => p.Day)];
        var watch = Stopwatch.StartNew();
        var purchases = PurchaseLog.Summarize(customers, days, [.. log.Select(p => p.Amount)], until);
        PurchaseHistory[] histories = [.. purchases.Select(p => p.History)];
        var bg = BetaGeometricModel.Fit(DropoutRule.AfterRepeats, histories);
        var expected = bg.ExpectedPurchases(histories, split.Weeks);
        var bgSeconds = watch.Elapsed.TotalSeconds;
        Line($"{set}: BG/NBD log-likelihood", bg.LogLikelihood, reference.Bg, bgSeconds);
        watch.Restart();
        var mbg = BetaGeometricModel.Fit(DropoutRule.AfterEveryPurchase, histories);
        var modified = mbg.ExpectedPurchases(histories, split.Weeks);
        Line($"{set}: MBG/NBD log-likelihood", mbg.LogLikelihood, reference.Mbg, watch.Elapsed.TotalSeconds);
        watch.Restart();
        var spend = GammaGammaModel.Fit([.. purchases.Select(p => new RepeatSpend(p.History.Repeats, p.MeanRepeatSpend))]);
        Line($"{set}: Gamma-Gamma log-likelihood", spend.LogLikelihood, reference.Spend, watch.Elapsed.TotalSeconds);
        var bought = log.Where(p => p.Day > until).Select(p => (names[p.Customer], p.Day)).Distinct().CountBy(p => p.Item1).ToDictionary();
        double[] actual = [.. purchases.Select(p => (double)bought.GetValueOrDefault(p.Customer))];
        bool[] lost = [.. actual.Select(a => a == 0)];
        Line($"{set}: holdout MAE, BG/NBD", Error(actual, expected), reference.BgError, bgSeconds);
        Line($"{set}: holdout MAE, MBG/NBD", Error(actual, modified), reference.MbgError, watch.Elapsed.TotalSeconds);
        Line(
            $"{set}: AUC of being lost, P(alive) of BG/NBD",
            RankingCurves.RocAuc([.. histories.Select(h => -bg.ProbabilityAlive(h))], lost),
            "",
            0
        );
        Line(
            $"{set}: AUC of being lost, P(alive) of MBG/NBD",
            RankingCurves.RocAuc([.. histories.Select(h => -mbg.ProbabilityAlive(h))], lost),
            "",
            0
        );
        Line($"{set}: AUC of being lost, expected purchases", RankingCurves.RocAuc([.. expected.Select(e => -e)], lost), "", 0);
    }

    private static double Error(double[] actual, double[] expected) => actual.Zip(expected, (a, e) => Math.Abs(a - e)).Average();

    private static List<Purchase> CdnowSample() =>
        [.. File.ReadLines(PublicData.Path("cdnow", "CDNOW_sample.txt")).Select(line => Cdnow(line, amountAt: 4))];

    private static List<Purchase> CdnowMaster()
    {
        using var text = new StreamReader(
            new GZipStream(File.OpenRead(PublicData.Path("cdnow", "CDNOW_master.txt.gz")), CompressionMode.Decompress)
        );
        return [.. text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => Cdnow(line, amountAt: 3))];
    }

    private static Purchase Cdnow(string line, int amountAt)
    {
        var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return new Purchase(
            fields[0],
            DateOnly.ParseExact(fields[amountAt - 2], "yyyyMMdd", CultureInfo.InvariantCulture).DayNumber,
            double.Parse(fields[amountAt], CultureInfo.InvariantCulture)
        );
    }

    /// <summary>Without cancellations and without lines of no price or no customer.</summary>
    private static List<Purchase> OnlineRetail()
    {
        using var stream = new GZipStream(
            File.OpenRead(PublicData.Path("online-retail", "online_retail_541909.csv.gz")),
            CompressionMode.Decompress
        );
        var log = new List<Purchase>();
        foreach (var row in new CsvRows(stream, CsvDialect.Rfc4180))
        {
            var (invoice, customer) = (row.Fields[0], row.Fields[6]);
            var (quantity, price) = (
                double.Parse(row.Fields[3], CultureInfo.InvariantCulture),
                double.Parse(row.Fields[5], CultureInfo.InvariantCulture)
            );
            if (customer.Length == 0 || invoice.StartsWith('C') || quantity <= 0 || price <= 0)
                continue;
            log.Add(
                new Purchase(
                    customer,
                    DateOnly.Parse(row.Fields[4].AsSpan(0, 10), CultureInfo.InvariantCulture).DayNumber,
                    quantity * price
                )
            );
        }
        return log;
    }

    private readonly record struct Purchase(string Customer, int Day, double Amount);

    private readonly record struct Reference(string Bg, string Mbg, string Spend, string BgError, string MbgError);
}
