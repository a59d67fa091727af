using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Http;
using Rapport.Trust.Commands;

namespace Rapport.Records.Sales.OnlineRetail;

/// <summary><c>import online-retail FILE</c>.</summary>
internal static class OnlineRetailCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Answer with one line of JSON" };

    public static Command Make()
    {
        var file = new Argument<FileInfo>("file") { Description = "The public Online Retail transactions as CSV, plain or gzipped" };
        var command = new Command(
            "online-retail",
            "Import the Online Retail file: customers, products, orders and returns, with an account of every line"
        )
        {
            file,
            CommandScope.Organization,
            Json,
        };
        command.SetAction(
            (parsed, ct) =>
                CommandFault.Told(async () =>
                {
                    var info = parsed.GetValue(file)!;
                    if (!info.Exists)
                        throw new CommandFault($"There is no file {info.FullName}.");
                    await using var scope = await CommandScope.Enter(parsed, ct);
                    await using var content = info.OpenRead();
                    var account = await scope
                        .Services.GetRequiredService<ImportOnlineRetail>()
                        .Run(content, info.Name, Console.IsErrorRedirected ? null : ShowProgress, ct);
                    if (!Console.IsErrorRedirected)
                        await Console.Error.WriteLineAsync();
                    foreach (var (what, count, meaning) in account.Rows())
                        (parsed.GetValue(Json) ? Console.Error : Console.Out).WriteLine($"{what, -40} {count, 10}  {meaning}");
                    if (parsed.GetValue(Json))
                        Console.WriteLine(JsonSerializer.Serialize(account, ApiJson.Options));
                })
        );
        return command;
    }

    private static void ShowProgress(long done, long all) =>
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{done:N0} of {all:N0} invoices   "));
}
