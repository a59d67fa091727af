using System.Collections.Frozen;
using System.Reflection;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>
/// All that the program knows of one kind of fact, read from its class: what it is called, which fields it has, where it is stored.
/// One engine takes facts in, lists and shows them by this description alone; a new kind of fact is a new class.
/// </summary>
public sealed class FactKind
{
    private static readonly FrozenDictionary<Type, FactKind> ByClass = typeof(Fact)
        .Assembly.GetTypes()
        .Where(t => !t.IsAbstract && t.GetCustomAttribute<FactFormatAttribute>() is not null)
        .ToFrozenDictionary(t => t, t => new FactKind(t));

    private static readonly FrozenDictionary<string, FactKind> ByType = ByClass.Values.ToFrozenDictionary(
        k => k.Type,
        StringComparer.Ordinal
    );

    private FactKind(Type clr)
    {
        var fact = clr.GetCustomAttribute<FactFormatAttribute>()!;
        (Clr, Type, Route, Area) = (clr, fact.Type, fact.Route, fact.Area);
        (IsPaymentData, HasOwnRoutes, HasOwnEdit, Unshown) = (fact.IsPaymentData, fact.HasOwnRoutes, fact.HasOwnEdit, fact.Unshown);
        IsOfCustomer = typeof(CustomerFact).IsAssignableFrom(clr);
        Table = fact.Table;
        var all = FactField.Of(clr);
        Fields = [.. all.Where(f => f.Kind != FieldKind.Lines)];
        Lines = all.FirstOrDefault(f => f.Kind == FieldKind.Lines);
        if (Lines is not null)
        {
            LineClass = Lines.Type.GetGenericArguments()[0];
            LineFields = FactField.Of(LineClass);
            LineTable = Snake.Of(LineClass.Name) + "s";
        }
        ByName = Fields.Append(Lines).OfType<FactField>().Where(f => !f.IsDerived).ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
        Page = clr.GetCustomAttribute<FactPageAttribute>();
        Currency = Fields.FirstOrDefault(f => f.Name == "currency");
        Status = Fields.FirstOrDefault(f => f.Name == "status");
        KeptFields = Fields.FirstOrDefault(f => f.Name == "kept_fields");
        Kept = [.. Fields.Where(f => f.Stays || f.IsSetByPeople)];
        Read = fact.Read;
        Write = fact.Write;
    }

    public Type Clr { get; }
    public string Type { get; }
    public string Route { get; }
    public string Table { get; }
    public Area Area { get; }
    public bool IsPaymentData { get; }
    public bool HasOwnRoutes { get; }
    public bool HasOwnEdit { get; }

    /// <inheritdoc cref="FactFormatAttribute.Unshown"/>
    public string? Unshown { get; }
    public bool IsOfCustomer { get; }
    public Permission Read { get; }
    public Permission Write { get; }

    /// <summary>All but the lines, in the order of the class.</summary>
    public IReadOnlyList<FactField> Fields { get; }
    public FactField? Lines { get; }
    public Type? LineClass { get; }
    public IReadOnlyList<FactField> LineFields { get; } = [];
    public string? LineTable { get; }

    /// <summary>What may be sent, by its name.</summary>
    public FrozenDictionary<string, FactField> ByName { get; }
    public FactField? Currency { get; }
    public FactField? Status { get; }

    /// <summary>Names what people changed of a fact, in snake_case with spaces between.</summary>
    public FactField? KeptFields { get; }

    /// <summary>What stays when a fact is sent again: always, or once somebody has changed it here.</summary>
    public IReadOnlyList<FactField> Kept { get; }

    public static IReadOnlyList<FactKind> All { get; } = [.. ByClass.Values.OrderBy(k => k.Type, StringComparer.Ordinal)];

    public static FactKind Of<T>()
        where T : Fact => ByClass[typeof(T)];

    public static FactKind Of(Fact fact) => ByClass[fact.GetType()];

    public static FactKind? Named(string type) => ByType.GetValueOrDefault(type);

    /// <summary>How its list and its page look; null of what is only shown with what it belongs to.</summary>
    public FactPageAttribute? Page { get; }

    public bool HasPage => Page is not null;

    /// <summary>How many kinds it refers to one behind the other: what others refer to is taken in before them.</summary>
    public int Depth =>
        field != 0
            ? field - 1
            : (field = 1 + Fields.Where(f => f.RefersTo is { } to && to != Type).Select(DepthOf).DefaultIfEmpty(0).Max()) - 1;

    private static int DepthOf(FactField field) => ByType[field.RefersTo!].Depth + 1;

    internal FactStore Store => field ??= FactStore.Of(this);

    public Fact Make() => (Fact)Activator.CreateInstance(Clr)!;
}
