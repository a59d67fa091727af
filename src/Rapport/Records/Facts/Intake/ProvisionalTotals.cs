using System.Diagnostics.CodeAnalysis;

namespace Rapport.Records.Facts.Intake;

/// <summary>
/// What the facts of a batch count for while its rows are judged one after another. What the tables hold of a fact that comes again is set
/// aside, so that rows may come in any order; so is what an earlier row of the same fact counted for. When the row is refused, it counts
/// again.
/// </summary>
public sealed class ProvisionalTotals<T>(Action<T> add, Action<T> take)
{
    private readonly Dictionary<string, T> aside = [],
        counted = [];

    public void Clear()
    {
        aside.Clear();
        counted.Clear();
    }

    public void SetAside(string externalId, T value) => aside[externalId] = value;

    public bool IsAside(string externalId, [MaybeNullWhen(false)] out T value) => aside.TryGetValue(externalId, out value);

    /// <summary>A row of this fact is judged now.</summary>
    public void Lift(string externalId)
    {
        if (!counted.Remove(externalId, out var value))
            return;
        take(value);
        aside[externalId] = value;
    }

    /// <summary>The row was refused: what was there stays.</summary>
    public void Restore(string externalId)
    {
        if (aside.TryGetValue(externalId, out var value))
            Count(externalId, value);
    }

    public void Count(string externalId, T value)
    {
        aside.Remove(externalId);
        add(value);
        counted[externalId] = value;
    }

    /// <summary>The row was taken, and nothing of the fact counts any more.</summary>
    public void Drop(string externalId) => aside.Remove(externalId);
}
