using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Rapport.Platform.Http;

/// <summary>
/// A part of a body without braces of its own: JSON and the API's description have its fields at its place among the others.
/// </summary>
public interface IInlineFields
{
    static abstract IEnumerable<InlineField> Fields { get; }
}

/// <param name="Behind">The property that says whether the field may be null.</param>
public sealed record InlineField(string Name, Type Type, PropertyInfo? Behind, Func<object, object?> Get, Action<object, object?> Set)
{
    internal bool MayBeNull =>
        Behind is null
            ? !Type.IsValueType || Nullable.GetUnderlyingType(Type) is not null
            : new NullabilityInfoContext().Create(Behind).ReadState != NullabilityState.NotNull;
}

internal static class InlineJson
{
    public static void Expand(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var part in type.Properties.Where(p => p.PropertyType.IsAssignableTo(typeof(IInlineFields))).ToList())
        {
            var (place, read) = (type.Properties.IndexOf(part), part.Get!);
            type.Properties.RemoveAt(place);
            foreach (var field in FieldsOf(part.PropertyType))
            {
                var property = type.CreateJsonPropertyInfo(field.Type, field.Name);
                property.Get = owner => field.Get(read(owner)!);
                property.Set = (owner, value) => field.Set(read(owner)!, value);
                property.AttributeProvider = field.Behind;
                property.IsGetNullable = field.MayBeNull;
                type.Properties.Insert(place++, property);
            }
        }
    }

    private static IEnumerable<InlineField> FieldsOf(Type part) =>
        (IEnumerable<InlineField>)
            typeof(InlineJson)
                .GetMethod(nameof(Of), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(part)
                .Invoke(null, null)!;

    private static IEnumerable<InlineField> Of<T>()
        where T : IInlineFields => T.Fields;
}
