using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Rapport.Models;
using Rapport.Models.Recommendation;
using Rapport.Records.Customers.Intake.Rows;
using Rapport.Trust.Commands;

namespace Rapport.Insight.Workbench;

/// <summary><c>models recommend</c>: what is bought together, and what each customer may want next.</summary>
internal static class RecommendCommand
{
    private const int RulesShown = 20;

    private static readonly Argument<FileInfo> Baskets = new("baskets") { Description = "One row per item bought" };
    private static readonly Option<string> Customer = new("--customer")
    {
        Description = "Column with the customer, or with the number of the basket",
        Required = true,
    };
    private static readonly Option<string> Item = new("--item") { Description = "Column with the item", Required = true };
    private static readonly Option<string?> Date = new("--date") { Description = "Column with the date" };
    private static readonly Option<string?> Split = new("--split")
    {
        Description = "Learn from purchases before this date, and tell how well those from it on are foretold",
    };
    private static readonly Option<int> Top = new("--top")
    {
        Description = "Items recommended to each customer",
        DefaultValueFactory = _ => 10,
    };
    private static readonly Option<bool> Repeats = new("--repeats") { Description = "Recommend items again that a customer has" };
    private static readonly Option<double> Support = new("--min-support")
    {
        Description = "Least share of baskets for a rule",
        DefaultValueFactory = _ => 0.01,
    };
    private static readonly Option<double> Confidence = new("--min-confidence")
    {
        Description = "Least confidence of a rule",
        DefaultValueFactory = _ => 0.25,
    };
    private static readonly Option<int> MostItems = new("--rule-items")
    {
        Description = "Items in a rule at most, on both sides together",
        DefaultValueFactory = _ => 3,
    };
    private static readonly Option<FileInfo?> Rules = new("--rules") { Description = "CSV file for all rules" };

    public static Command Make()
    {
        var command = new Command(
            "recommend",
            "What customers may want next, each with its reason, and rules of what is bought together. "
                + "A basket is what a customer bought on one day, or without\n"
                + "dates all a customer bought. The table has customer, rank, item, score, reason and because: "
                + "the item it is bought with."
        )
        {
            Baskets,
            Customer,
            Item,
            Date,
            Split,
            Top,
            Repeats,
            Support,
            Confidence,
            MostItems,
            Rules,
        };
        command.SetAction((parsed, _) => ModelsCommand.Told(() => Run(parsed)));
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        var table = TableFile.Read(parsed.GetRequiredValue(Baskets));
        int? date = parsed.GetValue(Date) is { } name ? table.Column(name) : null;
        var rows = BasketRows.Of(
            table,
            new(table.Column(parsed.GetRequiredValue(Customer)), table.Column(parsed.GetRequiredValue(Item)), date),
            DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1))
        );
        var warnings = rows.Warnings.ToList();
        if (date is null)
            warnings.Add("Without dates neither what is bought of late nor how often something is bought again can be learned.");
        var split = SplitDay(parsed.GetValue(Split), rows, date);
        Purchase[] known = [.. rows.Purchases.Where(p => split is null || p.Day < split)],
            later = [.. rows.Purchases.Where(p => p.Day >= split)];
        var watch = Stopwatch.StartNew();
        var baskets = rows.Baskets(known);
        var rules = AssociationRules.Of(baskets, parsed.GetValue(Support), parsed.GetValue(Confidence), parsed.GetValue(MostItems));
        var recommender = Recommender.Fit(known, split is null ? null : later.Max(p => p.Day) - split + 1);
        var seconds = watch.Elapsed.TotalSeconds;
        if (parsed.GetValue(Rules) is { } ruleFile)
            WriteRules(ruleFile, rules, rows);
        if (parsed.GetValue(ModelsCommand.Out) is { } into)
            Write(into, recommender, known, rows, (parsed.GetValue(Top), parsed.GetValue(Repeats)));
        foreach (var warning in warnings)
            Console.Error.WriteLine(warning);
        if (!parsed.GetValue(ModelsCommand.Json))
        {
            Console.WriteLine($"{rules.Count:N0} rules of {baskets.Count:N0} baskets.");
            foreach (var rule in rules.Take(RulesShown))
            {
                var said = $"{string.Join(" + ", rule.If.Select(i => rows.Items[i]))} => {rows.Items[rule.Then]}";
                Console.WriteLine(FormattableString.Invariant($"  {said}: confidence {rule.Confidence:F3}, lift {rule.Lift:F2}"));
            }
            return;
        }
        ResultTable.Print(
            new
            {
                Customers = known.DistinctBy(p => p.Customer).Count(),
                Items = known.DistinctBy(p => p.Item).Count(),
                Purchases = known.Length,
                Baskets = baskets.Count,
                Rules = new
                {
                    rules.Count,
                    MinSupport = parsed.GetValue(Support),
                    MinConfidence = parsed.GetValue(Confidence),
                    MostItems = parsed.GetValue(MostItems),
                    Top = rules.Take(RulesShown).Select(rule => Named(rule, rows)),
                },
                recommender.Blend,
                Test = split is null ? null : Tested(recommender, known, later),
                Seconds = Math.Round(seconds, 3),
                Warnings = warnings,
            }
        );
    }

    private static int? SplitDay(string? asked, BasketRows rows, int? date)
    {
        if (asked is null)
            return null;
        if (date is null)
            throw new CommandFault("--split needs --date: the column that says which purchases are later.");
        var day = (ReadDates.Read(asked, dayFirst: false) ?? throw new CommandFault($"--split {asked} is no date.")).DayNumber;
        if (!rows.Purchases.Exists(p => p.Day < day))
            throw new ModelRefusal($"There is no purchase before {asked} to learn from.");
        if (!rows.Purchases.Exists(p => p.Day >= day))
            throw new ModelRefusal($"There is no purchase from {asked} on to foretell.");
        return day;
    }

    private static object Named(AssociationRule rule, BasketRows rows) =>
        new
        {
            If = rule.If.Select(i => rows.Items[i]),
            Then = rows.Items[rule.Then],
            rule.Baskets,
            rule.Support,
            rule.Confidence,
            rule.Lift,
        };

    // Items that came after the split cannot be foretold by anything learned before it.
    private static object Tested(Recommender recommender, Purchase[] known, Purchase[] later)
    {
        var items = known.Select(p => p.Item).ToHashSet();
        Purchase[] foretellable = [.. later.Where(p => items.Contains(p.Item))];
        return new
        {
            Purchases = later.Length,
            OfItemsNotKnown = later.Length - foretellable.Length,
            NewItems = recommender.Backtest(foretellable, includeOwned: false),
            IncludingRepeats = recommender.Backtest(foretellable, includeOwned: true),
        };
    }

    private static void WriteRules(FileInfo file, IReadOnlyList<AssociationRule> rules, BasketRows rows) =>
        ResultTable.Write(
            file,
            ["if", "then", "baskets", "support", "confidence", "lift"],
            rules.Select(rule =>
                (IReadOnlyList<object?>)
                    [
                        string.Join(';', rule.If.Select(i => rows.Items[i])),
                        rows.Items[rule.Then],
                        rule.Baskets,
                        rule.Support,
                        rule.Confidence,
                        rule.Lift,
                    ]
            )
        );

    private static void Write(FileInfo file, Recommender recommender, Purchase[] known, BasketRows rows, (int Top, bool Repeats) asked) =>
        ResultTable.Write(
            file,
            ["customer", "rank", "item", "score", "reason", "because"],
            known
                .Select(p => p.Customer)
                .Distinct()
                .Order()
                .SelectMany(customer =>
                    recommender
                        .For(customer, asked.Top, asked.Repeats)
                        .Select(
                            (r, at) =>
                                (IReadOnlyList<object?>)
                                    [
                                        rows.Customers[customer],
                                        at + 1,
                                        rows.Items[r.Item],
                                        r.Score,
                                        Reason(r),
                                        r.Because is { } item ? rows.Items[item] : null,
                                    ]
                        )
                )
        );

    private static string Reason(Recommendation recommendation) =>
        recommendation.Reason switch
        {
            RecommendationReason.BoughtWith => string.Create(
                CultureInfo.InvariantCulture,
                $"{recommendation.Customers} customers have both"
            ),
            RecommendationReason.BuyAgain when recommendation.DaysBetween is { } days => string.Create(
                CultureInfo.InvariantCulture,
                $"buys it every {days:F0} days"
            ),
            RecommendationReason.BuyAgain => "bought before",
            _ => string.Create(CultureInfo.InvariantCulture, $"{recommendation.Customers} customers have it"),
        };
}
