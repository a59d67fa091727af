namespace Rapport.Bench;

internal sealed record BenchOptions(int Rows, bool OnSqlite, double Seconds, int[] Clients, string? Only)
{
    /// <summary>Rows of the file that is imported.</summary>
    public int FileRows { get; init; }

    /// <summary>Null where no database was named.</summary>
    public string? Engine { get; init; }

    /// <summary>How many customers there are, one run each; null for the usual ones.</summary>
    public int[]? Sizes { get; init; }

    public static BenchOptions Read(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        var onSqlite = Value("--engine") == "sqlite";
        return new BenchOptions(
            int.Parse(Value("--rows") ?? (onSqlite ? "100000" : "1000000")),
            onSqlite,
            double.Parse(Value("--seconds") ?? "3"),
            [.. (Value("--clients") ?? "1,8").Split(',').Select(int.Parse)],
            Value("--only")
        )
        {
            FileRows = int.Parse(Value("--file-rows") ?? "100000"),
            Engine = Value("--engine"),
            Sizes = Value("--sizes") is { } sizes ? [.. sizes.Split(',').Select(int.Parse)] : null,
        };
    }
}
