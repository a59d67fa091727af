using Rapport.Platform.Data;

namespace Rapport.Trust.Identity.Organizations;

/// <summary>Which organizations there are: asked before one is entered, hence past row-level security.</summary>
public sealed class Organizations(Database database)
{
    private bool anyKnown;

    /// <summary>False only while Rapport has not been set up.</summary>
    public async Task<bool> Any(CancellationToken ct)
    {
        if (anyKnown)
            return true;
        await using var connection = await database.OpenSystem(ct);
        return anyKnown = (await connection.Rows($"select 1 from organizations limit 1", row => row.Int(0), ct)).Count > 0;
    }

    public async Task<List<(Guid Id, string Name)>> All(CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        return await connection.Rows($"select id, name from organizations order by id", row => (row.Id(0), row.Text(1)), ct);
    }

    public async Task<Guid?> Find(string name, CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        var found = await connection.Rows(
            $"select id from organizations where name_key = {name.Trim().ToLowerInvariant()}",
            row => row.Id(0),
            ct
        );
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>The only organization there is; null when there is none, or more than one.</summary>
    public async Task<Guid?> Single(CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        var found = await connection.Rows($"select id from organizations limit 2", row => row.Id(0), ct);
        return found is [var only] ? only : null;
    }
}
