namespace Rapport.Platform.Criteria;

/// <summary>Fields that an organization has for itself, such as its own fields and its segments.</summary>
public interface ICriteriaSource
{
    Task<IReadOnlyList<CriteriaField>> Fields(CancellationToken ct);
}

public static class CriteriaRegistrations
{
    public static IServiceCollection AddCriteriaField(this IServiceCollection services, params IEnumerable<CriteriaField> fields)
    {
        foreach (var field in fields)
            services.AddSingleton(field);
        return services;
    }

    public static IServiceCollection AddCriteriaSource<T>(this IServiceCollection services)
        where T : class, ICriteriaSource => services.AddScoped<ICriteriaSource, T>();
}

/// <summary>All fields of one organization by their names.</summary>
public sealed class CriteriaCatalogue
{
    private readonly Dictionary<string, CriteriaField> byName;

    public CriteriaCatalogue(IEnumerable<CriteriaField> fields)
    {
        All = [.. fields];
        byName = All.ToDictionary(f => f.Name, StringComparer.Ordinal);
    }

    /// <summary>In the order of their registration.</summary>
    public IReadOnlyList<CriteriaField> All { get; }

    public CriteriaField? Named(string name) => byName.GetValueOrDefault(name);

    /// <summary>The name that was probably meant.</summary>
    public string? Nearest(string name) =>
        All.Select(f => (f.Name, Distance: Distance(f.Name, name)))
            .Where(f => f.Distance <= Math.Max(2, name.Length / 4))
            .OrderBy(f => f.Distance)
            .Select(f => f.Name)
            .FirstOrDefault();

    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (before, diagonal) = (i, row[0]);
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                before = Math.Min(Math.Min(row[j], before) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], before);
            }
        }
        return row[^1];
    }
}

/// <summary>The fields of this scope's organization.</summary>
public sealed class CriteriaFields(IEnumerable<CriteriaField> registered, IEnumerable<ICriteriaSource> sources)
{
    private CriteriaCatalogue? catalogue;

    public async Task<CriteriaCatalogue> All(CancellationToken ct)
    {
        if (catalogue is not null)
            return catalogue;
        var own = new List<CriteriaField>();
        foreach (var source in sources)
            own.AddRange(await source.Fields(ct));
        return catalogue = new CriteriaCatalogue([.. registered, .. own]);
    }

    /// <summary>Read again when next asked for: a segment or a field was added in this scope.</summary>
    public void Forget() => catalogue = null;
}
