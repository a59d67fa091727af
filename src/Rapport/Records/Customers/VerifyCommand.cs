using System.CommandLine;
using Rapport.Platform.Data;
using Rapport.Trust.Commands;
using Rapport.Trust.Identity.Organizations;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary><c>rapport verify</c>: proves that what is derived from customers equals what they say.</summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var command = new Command("verify", "Recompute what is derived from the facts and tell every difference")
        {
            CommandScope.Organization,
        };
        command.SetAction(
            (parsed, ct) =>
                CommandFault.Told(async () =>
                {
                    await using var outer = await CommandScope.OpenExisting(parsed, ct);
                    var named = parsed.GetValue(CommandScope.Organization);
                    var differences = 0L;
                    var organizations = (await outer.Services.GetRequiredService<Organizations>().All(ct))
                        .Where(o => named is null || o.Name.Equals(named, StringComparison.OrdinalIgnoreCase))
                        .ToList();
                    if (named is not null && organizations.Count == 0)
                        throw new CommandFault($"There is no organization called {named}.");
                    foreach (var (id, name) in organizations)
                    {
                        await using var scope = outer.Services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
                        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(id);
                        scope.ServiceProvider.GetRequiredService<Access>().Admit(Caller.Program(id));
                        var result = await scope.ServiceProvider.GetRequiredService<VerifyCustomers>().Run(ct);
                        Console.WriteLine($"{name}: {result.Customers} customers, {result.Differences} differences");
                        foreach (var line in result.First.Concat(result.Notes))
                            Console.WriteLine($"  {line}");
                        differences += result.Differences;
                    }
                    if (differences > 0)
                        throw new CommandFault($"{differences} differences.");
                })
        );
        return command;
    }
}
