using System.CommandLine;
using Rapport.Platform.Events;

namespace Rapport.Trust.Commands;

internal static class AuditCommand
{
    public static Command Make()
    {
        var verify = new Command("verify", "Prove every organization's log whole, or name its first broken line");
        verify.SetAction(
            (parsed, ct) =>
                CommandFault.Told(async () =>
                {
                    await using var scope = await CommandScope.OpenExisting(parsed, ct);
                    var results = await scope.Services.GetRequiredService<VerifyLog>().All(ct);
                    foreach (var result in results)
                        Console.WriteLine(
                            result.IsWhole
                                ? $"{result.Organization}: whole, {result.Lines} lines"
                                : $"{result.Organization}: broken: {result.Fault}"
                        );
                    if (results.Count == 0)
                        Console.WriteLine("There is no organization yet.");
                    if (results.Find(r => !r.IsWhole) is { } broken)
                        throw new CommandFault($"The log is broken: {broken.Fault}.");
                })
        );
        return new Command("audit", "The log of all that changed") { verify };
    }
}
