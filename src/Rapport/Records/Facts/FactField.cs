using System.Linq.Expressions;
using System.Reflection;
using Rapport.Platform.Data;

namespace Rapport.Records.Facts;

public enum FieldKind
{
    Text,
    Named,
    People,
    Reference,
    Word,
    Truth,
    Whole,
    Number,
    Money,
    Time,
    Date,
    Lines,
}

/// <summary>A field of a fact or of its lines, read from the property that holds it.</summary>
public sealed class FactField
{
    private static readonly HashSet<string> Own =
    [
        nameof(Fact.ExternalId),
        nameof(Fact.ContentHash),
        nameof(Fact.CreatedById),
        nameof(Fact.CreatedAt),
        nameof(Fact.UpdatedAt),
        nameof(CustomerFact.CustomerId),
        nameof(CustomerFact.HappenedAt),
        nameof(VersionedEntity.Version),
        nameof(Entity.Id),
        nameof(Entity.OrganizationId),
        nameof(FactLine.FactId),
        nameof(FactLine.Position),
    ];

    private FactField(PropertyInfo property)
    {
        Property = property;
        IsDerived = property.GetCustomAttribute<DerivedAttribute>() is not null;
        Stays = property.GetCustomAttribute<DerivedAttribute>()?.Stays == true;
        IsSetByPeople = property.GetCustomAttribute<SetByPeopleAttribute>() is not null;
        IsRequired = property.GetCustomAttribute<RequiredFieldAttribute>() is not null;
        ByHand = property.GetCustomAttribute<RequiredFieldAttribute>()?.ByHand;
        RefersTo = property.GetCustomAttribute<RefersToAttribute>()?.Type;
        Label = property.GetCustomAttribute<LabelAttribute>()?.Text;
        NotedAt = property.GetCustomAttribute<NotedAtAttribute>()?.Statuses;
        MayBeNegative = property.GetCustomAttribute<MoneyAttribute>()?.MayBeNegative == true;
        var limit = property.GetCustomAttribute<LimitAttribute>();
        Kind = KindOf(property);
        (Most, Least) = (limit?.Most ?? Unbounded, limit?.Least ?? 0);
        Name = Snake.Of(Kind == FieldKind.Money ? property.Name[..^"Minor".Length] : property.Name);
        Column = Snake.Of(property.Name) + (RefersTo is null ? "" : "_ref");
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsNullable =
            Type != property.PropertyType || (new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable);
        Get = Getter(property);
        Set = Setter(property);
    }

    public PropertyInfo Property { get; }

    /// <summary>In the formats, such as "total".</summary>
    public string Name { get; }

    /// <summary>In the table, such as "total_minor".</summary>
    public string Column { get; }
    public FieldKind Kind { get; }
    public Type Type { get; }
    public bool IsNullable { get; }
    public bool IsRequired { get; }

    /// <summary>
    /// What stands here when a fact that is posted by hand leaves it out; see <see cref="RequiredFieldAttribute.ByHand"/>.
    /// </summary>
    public string? ByHand { get; }
    public bool IsDerived { get; }

    /// <summary>Added here; it stays when the fact is sent again.</summary>
    public bool Stays { get; }

    /// <summary>What somebody changed here stays when the fact is sent again.</summary>
    public bool IsSetByPeople { get; }
    public bool MayBeNegative { get; }
    public string? RefersTo { get; }

    /// <summary>What people call it, where that is not its name.</summary>
    public string? Label { get; }

    /// <summary>The statuses whose time this is.</summary>
    public IReadOnlyList<string>? NotedAt { get; }
    public double Most { get; }
    public double Least { get; }
    public Func<object, object?> Get { get; }
    public Action<object, object?> Set { get; }

    private double Unbounded =>
        Kind is FieldKind.Text or FieldKind.Named or FieldKind.People or FieldKind.Reference ? 200
        : Kind == FieldKind.Whole ? int.MaxValue
        : 1e12;

    public static IReadOnlyList<FactField> Of(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p is { CanWrite: true, CanRead: true } && !Own.Contains(p.Name))
                .Select(p => new FactField(p)),
        ];

    private static FieldKind KindOf(PropertyInfo property)
    {
        if (property.GetCustomAttribute<MoneyAttribute>() is not null)
            return FieldKind.Money;
        if (property.GetCustomAttribute<RefersToAttribute>() is not null)
            return FieldKind.Reference;
        if (property.GetCustomAttribute<PeopleAttribute>() is not null)
            return FieldKind.People;
        if (property.GetCustomAttribute<NamedAttribute>() is not null)
            return FieldKind.Named;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type switch
        {
            { IsEnum: true } => FieldKind.Word,
            _ when type == typeof(string) || type == typeof(Guid) => FieldKind.Text,
            _ when type == typeof(bool) => FieldKind.Truth,
            _ when type == typeof(int) || type == typeof(long) => FieldKind.Whole,
            _ when type == typeof(decimal) => FieldKind.Number,
            _ when type == typeof(DateTimeOffset) => FieldKind.Time,
            _ when type == typeof(DateOnly) => FieldKind.Date,
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(List<>) => FieldKind.Lines,
            _ => throw new NotSupportedException($"A fact cannot hold {property.DeclaringType!.Name}.{property.Name}."),
        };
    }

    private static Func<object, object?> Getter(PropertyInfo property)
    {
        var row = Expression.Parameter(typeof(object));
        return Expression
            .Lambda<Func<object, object?>>(
                Expression.Convert(Expression.Property(Expression.Convert(row, property.DeclaringType!), property), typeof(object)),
                row
            )
            .Compile();
    }

    private static Action<object, object?> Setter(PropertyInfo property)
    {
        var (row, value) = (Expression.Parameter(typeof(object)), Expression.Parameter(typeof(object)));
        return Expression
            .Lambda<Action<object, object?>>(
                Expression.Assign(
                    Expression.Property(Expression.Convert(row, property.DeclaringType!), property),
                    Expression.Convert(value, property.PropertyType)
                ),
                row,
                value
            )
            .Compile();
    }
}
