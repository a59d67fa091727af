using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Rapport.Platform.Data;

/// <summary>
/// The rules that hold for every table: keys begin with the organization, names are snake_case, enums are words that the database checks.
/// </summary>
internal static class TenantModel
{
    public static void Apply(ModelBuilder model, RapportDb db)
    {
        foreach (var type in model.Model.GetEntityTypes().Where(t => IsTenant(t)).ToList())
            KeyByTenant(model.Entity(type.ClrType), db);
        foreach (var type in model.Model.GetEntityTypes().Where(t => !t.IsMappedToJson()))
        {
            if (db.Engine == Engine.Postgres)
                foreach (var property in type.GetProperties().Where(p => p.FindAnnotation(SqliteAlone) is not null).ToList())
                    model.Entity(type.ClrType).Ignore(property.Name);
            foreach (var property in type.GetProperties())
                Store(type, property, db.Engine);
            Rename(type);
        }
    }

    /// <summary>
    /// Marks text that is compared by its bytes, not by a locale: the same order on both databases, and an index that row-level security
    /// leaves on.
    /// </summary>
    internal const string BinaryCollation = "Rapport:BinaryCollation";

    internal const string SqliteAlone = "Rapport:SqliteAlone";

    internal const string OwnIndex = "Rapport:OwnIndex";

    internal const string Derived = "Rapport:Derived";

    internal const string Unchecked = "Rapport:Unchecked";

    internal static bool IsTenant(IReadOnlyEntityType type) => typeof(Entity).IsAssignableFrom(type.ClrType);

    private static void KeyByTenant(EntityTypeBuilder entity, RapportDb db)
    {
        entity.HasKey(nameof(Entity.OrganizationId), nameof(Entity.Id));
        entity.Property(nameof(Entity.Id)).ValueGeneratedNever();
        entity.Ignore(nameof(Entity.Raised));
        // Whatever else a row must refer to belongs to an organization that exists: a second check of it would cost each insert once more.
        if (
            entity.Metadata.FindAnnotation(Derived) is null
            && !entity.Metadata.GetForeignKeys().Any(f => f.IsRequired && f.Properties is [{ Name: nameof(Entity.OrganizationId) }, _])
        )
            entity.HasOne(typeof(Organization)).WithMany().HasForeignKey(nameof(Entity.OrganizationId)).OnDelete(DeleteBehavior.Restrict);
        if (typeof(VersionedEntity).IsAssignableFrom(entity.Metadata.ClrType))
            entity.Property(nameof(VersionedEntity.Version)).IsConcurrencyToken();

        var row = Expression.Parameter(entity.Metadata.ClrType);
        entity.HasQueryFilter(
            "tenant",
            Expression.Lambda(
                Expression.Equal(
                    Expression.Property(row, nameof(Entity.OrganizationId)),
                    Expression.Property(Expression.Constant(db), nameof(RapportDb.TenantId))
                ),
                row
            )
        );
    }

    private static void Store(IMutableEntityType type, IMutableProperty property, Engine engine)
    {
        if (property.FindAnnotation(RelationalAnnotationNames.ColumnName) is null)
            property.SetColumnName(Snake.Of(property.Name));
        var clr = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (clr.IsEnum)
            StoreAsWord(type, property, clr);
        if (engine == Engine.Postgres)
        {
            if (property.FindAnnotation(BinaryCollation) is not null)
                property.SetCollation("C");
            if (clr == typeof(DateTimeOffset))
                property.SetValueConverter(new ValueConverter<DateTimeOffset, DateTimeOffset>(t => t.ToUniversalTime(), t => t));
            return;
        }
        if (clr == typeof(Guid))
            property.SetValueConverter(new ValueConverter<Guid, byte[]>(id => id.ToByteArray(true), bytes => new Guid(bytes, true)));
        if (clr == typeof(DateTimeOffset))
            property.SetValueConverter(
                new ValueConverter<DateTimeOffset, string>(t => StoredValue.TimeText(t), text => StoredValue.Time(text))
            );
        if (clr == typeof(decimal))
            property.SetValueConverter(new ValueConverter<decimal, double>(d => (double)d, d => (decimal)d));
    }

    private static void StoreAsWord(IMutableEntityType type, IMutableProperty property, Type words)
    {
        property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(WordConverter<>).MakeGenericType(words))!);
        property.SetMaxLength(40);
        var column = property.GetColumnName();
        var allowed = string.Join(", ", Enum.GetNames(words).Select(w => $"'{Words.Of(words, w)}'"));
        type.AddCheckConstraint($"ck_{type.GetTableName()}_{column}", $"{column} in ({allowed})");
    }

    private static void Rename(IMutableEntityType type)
    {
        foreach (var key in type.GetKeys())
            key.SetName($"pk_{type.GetTableName()}");
        foreach (var index in type.GetIndexes())
            index.SetDatabaseName(
                index.Name
                    ?? $"{(index.IsUnique ? "ux" : "ix")}_{type.GetTableName()}_{Named(index.Properties.Skip(IsTenant(type) ? 1 : 0))}"
            );
        foreach (var reference in type.GetForeignKeys())
            reference.SetConstraintName(
                $"fk_{type.GetTableName()}_{Named(reference.Properties.Skip(reference.Properties.Count > 1 ? 1 : 0))}"
            );
    }

    private static string Named(IEnumerable<IReadOnlyProperty> properties) => string.Join("_", properties.Select(p => p.GetColumnName()));
}

/// <summary>
/// An index for each reference, but for those to who did something: that is shown and never looked for, and users are not deleted.
/// </summary>
internal sealed class ReferenceIndexes(ProviderConventionSetBuilderDependencies dependencies) : ForeignKeyIndexConvention(dependencies)
{
    protected override IConventionIndex? CreateIndex(
        IReadOnlyList<IConventionProperty> properties,
        bool unique,
        IConventionEntityTypeBuilder entityTypeBuilder
    ) => properties[^1].Name.EndsWith("ById", StringComparison.Ordinal) ? null : base.CreateIndex(properties, unique, entityTypeBuilder);
}

internal sealed class WordConverter<T>() : ValueConverter<T, string>(value => Words.Of(value), text => Words.Parse<T>(text))
    where T : struct, Enum;

public static class Mapping
{
    /// <summary>On SQLite the rows lie in the tree of their key, for tables that have little beside it.</summary>
    public static EntityTypeBuilder<T> IsItsOwnIndex<T>(this EntityTypeBuilder<T> entity)
        where T : class => entity.HasAnnotation(TenantModel.OwnIndex, true);

    /// <summary>
    /// Rows that are written with what they tell of and that "verify" compares with it: no reference is checked for them.
    /// </summary>
    public static EntityTypeBuilder<T> IsDerived<T>(this EntityTypeBuilder<T> entity)
        where T : Entity => entity.HasAnnotation(TenantModel.Derived, true);

    public static PropertyBuilder<T> OnSqliteAlone<T>(this PropertyBuilder<T> property) =>
        property.HasAnnotation(TenantModel.SqliteAlone, true);

    /// <inheritdoc cref="TenantModel.BinaryCollation"/>
    public static PropertyBuilder<T> UseBinaryCollation<T>(this PropertyBuilder<T> property) =>
        property.HasAnnotation(TenantModel.BinaryCollation, true);

    /// <summary>A reference that carries the organization with it, so that no row can point into another tenant.</summary>
    public static void References<T, TTarget>(this EntityTypeBuilder<T> entity, Expression<Func<T, object?>> id)
        where T : Entity
        where TTarget : Entity => Reference<T, TTarget>(entity, id);

    /// <summary>
    /// A reference that the database does not check again: whoever writes the row has the other one locked already, or has just read it.
    /// "verify" compares them.
    /// </summary>
    public static void ReferencesUnchecked<T, TTarget>(this EntityTypeBuilder<T> entity, Expression<Func<T, object?>> id)
        where T : Entity
        where TTarget : Entity => Reference<T, TTarget>(entity, id).Metadata.SetAnnotation(TenantModel.Unchecked, true);

    private static ReferenceCollectionBuilder Reference<T, TTarget>(EntityTypeBuilder<T> entity, Expression<Func<T, object?>> id)
        where T : Entity
        where TTarget : Entity
    {
        var body = id.Body is UnaryExpression { Operand: var operand } ? operand : id.Body;
        var property = (PropertyInfo)((MemberExpression)body).Member;
        // EF would null both key columns, the organization too; use cases clear references themselves.
        return entity
            .HasOne(typeof(TTarget))
            .WithMany()
            .HasForeignKey(nameof(Entity.OrganizationId), property.Name)
            .OnDelete(DeleteBehavior.ClientNoAction)
            .IsRequired(property.PropertyType == typeof(Guid));
    }
}
