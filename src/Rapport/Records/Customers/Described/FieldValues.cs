using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Described;

/// <summary>Values of described fields, each at its field's place.</summary>
public class FieldValues
{
    private readonly object?[] values = new object?[CustomerDescription.All.Count];

    internal object? this[CustomerField field]
    {
        get => values[field.Place];
        set => values[field.Place] = value;
    }

    internal T? Of<TRecord, T>(CustomerField<TRecord, T> field)
        where TRecord : Entity => (T?)values[field.Place];
}

/// <summary>The described fields of an answer.</summary>
public sealed class FieldValues<TRecord> : FieldValues, IInlineFields
    where TRecord : Entity
{
    static IEnumerable<InlineField> IInlineFields.Fields => CustomerDescription.Of<TRecord>().Select(f => f.Answered);

    internal static FieldValues<TRecord> Read(Row row)
    {
        var read = new FieldValues<TRecord>();
        foreach (var field in CustomerDescription.Of<TRecord>())
            read[field] = field.Read(row);
        return read;
    }

    internal FieldValues<TRecord> Without(IReadOnlyCollection<CustomerField> hidden)
    {
        var seen = new FieldValues<TRecord>();
        foreach (var field in CustomerDescription.Of<TRecord>().Except(hidden))
            seen[field] = this[field];
        return seen;
    }
}

/// <summary>The described fields of a request: absent ones are null, the others hold a <see cref="Maybe{T}"/>.</summary>
public class FieldInput
{
    private readonly object?[] values = new object?[CustomerDescription.All.Count];

    internal object? this[CustomerField field]
    {
        get => values[field.Place];
        set => values[field.Place] = value;
    }

    internal bool Has(CustomerField field) => values[field.Place] is not null;

    internal Maybe<T> Of<TRecord, T>(CustomerField<TRecord, T> field)
        where TRecord : Entity => values[field.Place] is Maybe<T> given ? given : default;
}

public sealed class FieldInput<TRecord> : FieldInput, IInlineFields
    where TRecord : Entity
{
    static IEnumerable<InlineField> IInlineFields.Fields => CustomerDescription.Of<TRecord>().Select(f => f.Asked);

    /// <summary>The same with another value in one field.</summary>
    internal FieldInput<TRecord> With<T>(CustomerField<TRecord, T> field, T? value)
    {
        var input = new FieldInput<TRecord>();
        foreach (var other in CustomerDescription.Of<TRecord>())
            input[other] = this[other];
        input[field] = new Maybe<T>(value);
        return input;
    }
}
