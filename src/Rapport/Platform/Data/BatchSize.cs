namespace Rapport.Platform.Data;

/// <summary>How many rows are written in one go. SQLite's only writer must not keep others waiting, so it takes fewer.</summary>
public readonly record struct BatchSize(int OnPostgres, int OnSqlite)
{
    public int On(RapportDb db) => db.Engine == Engine.Postgres ? OnPostgres : OnSqlite;
}
