using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Trust.Commands;

/// <summary>Why a command could not do what it was asked to.</summary>
public sealed class CommandFault(string message) : Exception(message)
{
    /// <summary>Runs a command; what the user can put right is told in a sentence, and answered with exit code 1.</summary>
    public static async Task<int> Told(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (CommandFault fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
        }
        catch (Invalid invalid)
        {
            foreach (var (field, errors) in invalid.Errors)
                await Console.Error.WriteLineAsync($"{field}: {string.Join(" ", errors)}");
        }
        catch (Problem problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
        }
        catch (UnknownSchema unknown)
        {
            await Console.Error.WriteLineAsync(unknown.Message);
        }
        catch (Exception full) when (DiskFault.Is(full))
        {
            await Console.Error.WriteLineAsync(DiskFault.Sentence);
        }
        catch (Exception away) when (LostDatabase.Is(away))
        {
            await Console.Error.WriteLineAsync($"The database does not answer: {away.GetBaseException().Message}");
        }
        return 1;
    }
}
