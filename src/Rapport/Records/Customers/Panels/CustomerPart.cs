using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Panels;

/// <summary>
/// Statements that are read of a customer in the one round trip of all parts. Parts that need the same rows share one by
/// <see cref="PartReading.Use{T}"/>.
/// </summary>
public abstract class CustomerRead
{
    public virtual IEnumerable<Statement> Statements => [];
}

/// <summary>A part of the one answer that shows all of a customer, as a module registers it.</summary>
public abstract class CustomerPart : CustomerRead
{
    /// <summary>What it holds, by name, for parts of other modules that do not know its type.</summary>
    public virtual IReadOnlyList<string> Names => [];

    /// <summary>Reads on after the round trip; only where one is not enough.</summary>
    public virtual Task Load(CancellationToken ct) => Task.CompletedTask;

    internal abstract object? Result();
}

/// <typeparam name="T">What it comes to: the schema of its field in the answer, and what panels ask for.</typeparam>
public abstract class CustomerPart<T> : CustomerPart
    where T : class
{
    /// <summary>Null where there is nothing to show.</summary>
    public abstract T? Answer();

    internal sealed override object? Result() => Answer();
}
