namespace Rapport.Bench;

internal sealed record BenchOptions(int Rows, bool OnSqlite, double Seconds, int[] Clients, string? Only)
{
    public static BenchOptions Read(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        var onSqlite = Value("--engine") == "sqlite";
        return new BenchOptions(
            int.Parse(Value("--rows") ?? (onSqlite ? "100000" : "1000000")), onSqlite, double.Parse(Value("--seconds") ?? "3"),
            [.. (Value("--clients") ?? "1,8").Split(',').Select(int.Parse)], Value("--only"));
    }
}
