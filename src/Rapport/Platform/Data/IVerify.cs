namespace Rapport.Platform.Data;

/// <summary>A difference that <c>rapport verify</c> found.</summary>
/// <param name="Count">How many records differ.</param>
public sealed record Difference(long Count, string Says);

/// <summary>Part of <c>rapport verify</c>: compares what is derived with what it is derived from, for one organization.</summary>
public interface IVerify
{
    Task<IReadOnlyList<Difference>> Run(CancellationToken ct);
}
