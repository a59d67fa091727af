using Rapport.Bench;
using Rapport.Bench.Models;

// bin/bench customers [--rows 1000000] [--engine postgres|sqlite] [--seconds 3] [--clients 1,8] [--only name]
// bin/bench facts [the same]
// bin/bench import [--rows N] [--engine postgres|sqlite] [--file-rows 100000]
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
    case ["models", ..]:
        ModelsBench.Run(BenchOptions.Read(args).Only);
        return 0;
    case ["formats"]:
        FormatsBench.Run();
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: bin/bench customers|facts [--rows 1000000] [--engine postgres|sqlite] [--seconds 3] [--clients 1,8] [--only PART-OF-A-NAME]"
        );
        Console.Error.WriteLine("       bin/bench import [--rows 1000000] [--engine postgres|sqlite] [--file-rows 100000]");
        Console.Error.WriteLine("       bin/bench models [--only PART-OF-A-NAME]");
        Console.Error.WriteLine("       bin/bench formats");
        return 2;
}
