using Rapport.Bench;
using Rapport.Bench.Models;
using Rapport.Chaos;

// bin/bench customers [--rows 1000000] [--engine postgres|sqlite] [--seconds 3] [--clients 1,8] [--only name]
// bin/bench facts [the same]
// bin/bench import [--rows N] [--engine postgres|sqlite] [--file-rows 100000]
// bin/bench growth [--engine postgres|sqlite] [--sizes 20000,100000,300000] [--seconds 3] [--clients 1] [--only part of a name]
// bin/bench models [--only name]
// bin/bench formats
switch (args)
{
    case ["customers", ..]:
        await CustomersBench.Run(BenchOptions.Read(args));
        return 0;
    case ["facts", ..]:
        await FactsBench.Run(BenchOptions.Read(args));
        return 0;
    case ["import", ..]:
        await ImportBench.Run(BenchOptions.Read(args));
        return 0;
    case ["growth", ..]:
        await GrowthBench.Run(BenchOptions.Read(args));
        return 0;
    case ["models", ..]:
        ModelsBench.Run(BenchOptions.Read(args).Only);
        return 0;
    case ["chaos", "postgres" or "sqlite", ..] when Minutes(args) is { } minutes:
        var program = Environment.GetEnvironmentVariable("RAPPORT_BENCH_PROGRAM")!;
        var (line, isWhole) = await new ChaosRun(program, args[1] == "postgres", TimeSpan.FromMinutes(minutes)).Run();
        Console.WriteLine(line);
        return isWhole ? 0 : 1;
    case ["formats"]:
        FormatsBench.Run();
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: bin/bench customers|facts [--rows 1000000] [--engine postgres|sqlite] [--seconds 3] [--clients 1,8] [--only "
                + "PART-OF-A-NAME]"
        );
        Console.Error.WriteLine("       bin/bench import [--rows 1000000] [--engine postgres|sqlite] [--file-rows 100000]");
        Console.Error.WriteLine(
            "       bin/bench growth [--engine postgres|sqlite] [--sizes 20000,100000,300000] [--seconds 3] [--clients 1] [--only "
                + "PART-OF-A-NAME]"
        );
        Console.Error.WriteLine("       bin/bench models [--only PART-OF-A-NAME]");
        Console.Error.WriteLine("       bin/bench formats");
        Console.Error.WriteLine("       bin/chaos postgres|sqlite [--minutes 10]");
        return 2;
}

static double? Minutes(string[] args) =>
    args switch
    {
        [_, _] => 10,
        [_, _, "--minutes", var text]
            when double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var minutes) && minutes > 0 => minutes,
        _ => null,
    };
