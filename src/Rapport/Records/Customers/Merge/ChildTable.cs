using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Merge;

/// <summary>
/// Columns that no two rows share. With a <see cref="Flag"/> it is about who carries the flag ("one primary contact"): the row that has to
/// yield loses it and stays.
/// </summary>
internal sealed record UniqueRule(IReadOnlyList<string> Columns, IReadOnlyList<(string Column, string? Value)> When)
{
    public string? Flag => When.FirstOrDefault(w => w.Value is not null).Column;

    public bool Binds(Cells row) =>
        Columns.All(c => row[c] is not null) && When.All(w => string.Equals(row[w.Column], w.Value, StringComparison.Ordinal));

    public string KeyOf(Cells row) => string.Join('\n', Columns.Select(c => row[c]));

    /// <summary>Reads an index filter such as <c>is_primary = true and archived_at is null</c>; the mappings use no other form.</summary>
    public static IReadOnlyList<(string, string?)> ReadFilter(string? filter) =>
        string.IsNullOrEmpty(filter)
            ? []
            : filter
                .Split(" and ")
                .Select(term =>
                    term.Split(' ') switch
                    {
                        [var column, "is", "null"] => (column, (string?)null),
                        [var column, "=", "true"] => (column, "true"),
                        _ => throw new NotSupportedException($"A merge cannot tell which rows the index condition '{term}' means."),
                    }
                )
                .ToList();
}

/// <summary>A column that names a row of another table.</summary>
internal sealed record Target(string Column, string Table, string Key);

/// <summary>A table with all a merge needs to know of it: its columns, which of them name customers, and what must be unique.</summary>
internal sealed class ChildTable
{
    public ChildTable(IEntityType type)
    {
        Name = type.GetTableName()!;
        Type = type.ClrType;
        Columns = type.GetProperties()
            .Where(p => !IsTenant(p))
            .Select(p => new Column(p.GetColumnName(), Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType, p.IsNullable))
            .ToList();
        Key = NamesOf(type.FindPrimaryKey()!.Properties);
        var keys = type.GetForeignKeys().Select(f => (Key: f, Columns: NamesOf(f.Properties))).Where(f => f.Columns.Count == 1).ToList();
        Targets = keys.Select(f => new Target(
                f.Columns[0],
                f.Key.PrincipalEntityType.GetTableName()!,
                NamesOf(f.Key.PrincipalKey.Properties).Single()
            ))
            .ToList();
        References = keys.Where(f => f.Key.PrincipalEntityType.ClrType == typeof(Customer))
            .Select(f => f.Columns[0])
            .Where(c => c != "merged_into_id")
            .Distinct()
            .ToList();
        Rules = type.GetIndexes()
            .Where(i => i.IsUnique)
            .Select(i => new UniqueRule(NamesOf(i.Properties), UniqueRule.ReadFilter(i.GetFilter())))
            .Append(new UniqueRule(Key, []))
            .Where(rule => rule.Columns.Any(References.Contains))
            .ToList();
    }

    public string Name { get; }
    public Type Type { get; }
    public IReadOnlyList<Column> Columns { get; }
    public IReadOnlyList<string> Key { get; }
    public IReadOnlyList<string> References { get; }
    public IReadOnlyList<UniqueRule> Rules { get; }
    public IReadOnlyList<Target> Targets { get; }

    public IEnumerable<string> Flags => Rules.Select(r => r.Flag).OfType<string>();

    public bool Has(string column) => Columns.Any(c => c.Name == column);

    public Column this[string name] => Columns.First(c => c.Name == name);

    public string KeyOf(Cells row) => string.Join('/', Key.Select(k => row[k]));

    private static bool IsTenant(IProperty property) => property.Name == nameof(Entity.OrganizationId);

    private static List<string> NamesOf(IEnumerable<IProperty> properties) =>
        properties.Where(p => !IsTenant(p)).Select(p => p.GetColumnName()).ToList();
}
