return await Rapport.Platform.Cli.CommandLine.Run(args);
