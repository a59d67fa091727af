namespace Rapport.Records.Samples;

/// <summary>What a later module does with the samples once all of them are there.</summary>
public sealed record SampleStep(Func<IServiceProvider, CancellationToken, Task> Run);
