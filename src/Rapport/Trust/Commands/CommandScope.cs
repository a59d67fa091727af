using System.CommandLine;
using Rapport.Platform.Cli;
using Rapport.Platform.Data;
using Rapport.Trust.Identity.Organizations;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Commands;

/// <summary>
/// A command's unit of work: the modules without a server. Whoever may run commands on the data folder may do everything.
/// </summary>
public sealed class CommandScope : IAsyncDisposable
{
    /// <summary>Shared by the commands that work inside one organization.</summary>
    public static readonly Option<string?> Organization = new("--organization")
    {
        Description = "Name of the organization; may be left out while there is only one",
    };

    private readonly Database database;
    private readonly ServiceProvider provider;
    private readonly AsyncServiceScope scope;

    private CommandScope(Database database, ServiceProvider provider) =>
        (this.database, this.provider, scope) = (database, provider, provider.CreateAsyncScope());

    public IServiceProvider Services => scope.ServiceProvider;

    /// <summary>Opens the database of <c>--data</c>, outside any organization.</summary>
    public static async Task<CommandScope> Open(ParseResult parsed, CancellationToken ct)
    {
        var database = await CommandLine.Open(parsed, ct);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
        services.AddModules(database, CommandLine.Key(parsed));
        return new CommandScope(database, services.BuildServiceProvider());
    }

    /// <summary>The same for who only looks: a folder without a database, such as a mistyped one, is told and not filled.</summary>
    public static Task<CommandScope> OpenExisting(ParseResult parsed, CancellationToken ct)
    {
        if (!CommandLine.HasDatabase(parsed))
            throw new CommandFault($"There is no database in {parsed.GetValue(CommandLine.Data)}.");
        return Open(parsed, ct);
    }

    /// <summary>Opens it inside the organization that <c>--organization</c> names.</summary>
    public static async Task<CommandScope> Enter(ParseResult parsed, CancellationToken ct)
    {
        var opened = await OpenExisting(parsed, ct);
        try
        {
            await opened.Enter(parsed.GetValue(Organization), ct);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private async Task Enter(string? name, CancellationToken ct)
    {
        var organizations = Services.GetRequiredService<Organizations>();
        var found = name is null ? await organizations.Single(ct) : await organizations.Find(name, ct);
        var organization =
            found
            ?? throw new CommandFault(
                name is null ? "Name the organization with --organization." : $"There is no organization called {name}."
            );
        Services.GetRequiredService<Tenant>().Enter(organization);
        Services.GetRequiredService<Access>().Admit(Caller.Program(organization));
    }

    public async ValueTask DisposeAsync()
    {
        await scope.DisposeAsync();
        await provider.DisposeAsync();
        await database.DisposeAsync();
    }
}
