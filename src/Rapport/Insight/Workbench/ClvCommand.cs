using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Rapport.Models.CustomerValue;
using Rapport.Trust.Commands;

namespace Rapport.Insight.Workbench;

/// <summary><c>models clv</c>: who will buy again, how often and for how much, from a file of transactions.</summary>
internal static class ClvCommand
{
    private static readonly Argument<FileInfo> Transactions = new("transactions") { Description = "One row per transaction" };
    private static readonly Option<string> Customer = new("--customer") { Description = "Column that names the customer", Required = true };
    private static readonly Option<string> Date = new("--date")
    {
        Description = "Column with the date; transactions of a customer on one day are one purchase",
        Required = true,
    };
    private static readonly Option<string?> Amount = new("--amount") { Description = "Column with the amount" };
    private static readonly Option<string?> Until = new("--until")
    {
        Description = "Last day that counts, YYYY-MM-DD; without it the last day of the file",
    };
    private static readonly Option<double> Horizon = new("--horizon-weeks")
    {
        Description = "Weeks to look ahead",
        DefaultValueFactory = _ => 52,
    };
    private static readonly Option<double> Discount = new("--discount")
    {
        Description = "Yearly rate by which coming value is discounted, such as 0.1",
    };

    public static Command Make()
    {
        var command = new Command(
            "clv",
            "Customer value by BG/NBD, MBG/NBD and Gamma-Gamma. Times are weeks. The table has, by customer, "
                + "the repeat purchases x, the last at t_x of T,\n"
                + "p_alive (by MBG/NBD; under BG/NBD whoever bought once is alive for certain), "
                + "expected purchases over the horizon (by BG/NBD) and their value."
        )
        {
            Transactions,
            Customer,
            Date,
            Amount,
            Until,
            Horizon,
            Discount,
        };
        command.SetAction((parsed, _) => ModelsCommand.Told(() => Run(parsed)));
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        var table = TableFile.Read(parsed.GetRequiredValue(Transactions));
        var columns = new TransactionRows.Columns(
            table.Column(parsed.GetRequiredValue(Customer)),
            table.Column(parsed.GetRequiredValue(Date)),
            parsed.GetValue(Amount) is { } amount ? table.Column(amount) : null
        );
        var rows = TransactionRows.Of(table, columns, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1)));
        var until = LastDay(parsed.GetValue(Until)) ?? rows.LastDay;
        var watch = Stopwatch.StartNew();
        var purchases = PurchaseLog.Summarize(rows.Customers, rows.Days, columns.Amount is null ? [] : rows.Amounts, until.DayNumber);
        var value = ClvFigures.Of(
            purchases,
            new ClvFigures.Question(parsed.GetValue(Horizon), parsed.GetValue(Discount), columns.Amount is not null)
        );
        var seconds = watch.Elapsed.TotalSeconds;
        if (parsed.GetValue(ModelsCommand.Out) is { } file)
            ResultTable.Write(file, ClvFigures.Columns, value.Table(rows.Names));
        string[] warnings = [.. rows.Warnings, .. value.Warnings];
        foreach (var warning in warnings)
            Console.Error.WriteLine(warning);
        if (parsed.GetValue(ModelsCommand.Json))
            ResultTable.Print(value.Result(until, seconds, warnings));
        else
            Console.WriteLine(
                $"{purchases.Length:N0} customers are expected to buy {value.Expected.Sum():N1} times in {value.Weeks:G6} "
                    + $"weeks after {until:yyyy-MM-dd}."
            );
    }

    private static DateOnly? LastDay(string? text)
    {
        if (text is null)
            return null;
        if (DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        throw new CommandFault($"--until is a date such as 2026-09-30, not {text}.");
    }
}
