Rapport.Platform.Data.NativeHeap.Share();
return await Rapport.Platform.Cli.CommandLine.Run(args);
