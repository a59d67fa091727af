Rapport.Platform.Data.NativeHeap.Share();
Rapport.Platform.Data.PrivateFolder.Mask();
return await Rapport.Platform.Cli.CommandLine.Run(args);
