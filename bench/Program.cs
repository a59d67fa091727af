using Rapport.Bench;

// bin/bench customers [--rows 1000000] [--engine postgres|sqlite] [--seconds 3] [--clients 1,8] [--only name]
if (args is not ["customers", ..])
{
    Console.Error.WriteLine("usage: bin/bench customers [--rows 1000000] [--engine postgres|sqlite] [--seconds 3] [--clients 1,8] [--only PART-OF-A-NAME]");
    return 2;
}
await CustomersBench.Run(BenchOptions.Read(args));
return 0;
