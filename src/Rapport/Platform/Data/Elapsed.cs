namespace Rapport.Platform.Data;

/// <summary>Time between two columns, which each database counts in its own way.</summary>
public static class Elapsed
{
    /// <summary>In days with fractions; null where either is null.</summary>
    public static Sql Days(Engine engine, Sql from, Sql until) =>
        engine == Engine.Postgres
            ? $"(extract(epoch from {until} - {from})::float8 / 86400)"
            : (Sql)$"(julianday({until}) - julianday({from}))";
}
