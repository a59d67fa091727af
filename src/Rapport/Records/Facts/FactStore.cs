using System.Buffers.Binary;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Rapport.Platform.Data;

namespace Rapport.Records.Facts;

/// <summary>Writes the rows of one kind of fact, many at once, as its class describes them.</summary>
public abstract class FactStore
{
    public static FactStore Of(FactKind kind) => (FactStore)Activator.CreateInstance(typeof(FactStore<>).MakeGenericType(kind.Clr), kind)!;

    /// <summary>Adds new facts, and writes over those whose ID is there already; their lines are written anew.</summary>
    public abstract void Write(Batch batch, Guid organization, IReadOnlyList<Fact> facts);

    /// <summary>The same for equal content, on every machine and for all time.</summary>
    public static long HashOf(FactKind kind, Fact fact)
    {
        var text = new StringBuilder(256);
        if (fact is CustomerFact of)
            text.Append(of.CustomerId).Append('\u001f');
        foreach (var field in kind.Fields.Where(f => !f.IsDerived))
            Add(text, field.Get(fact));
        foreach (var line in LinesOf(kind, fact))
        {
            text.Append('\u001e');
            foreach (var field in kind.LineFields)
                Add(text, field.Get(line));
        }
        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    internal static IEnumerable<FactLine> LinesOf(FactKind kind, Fact fact) =>
        kind.Lines is null ? [] : ((System.Collections.IEnumerable)kind.Lines.Get(fact)!).Cast<FactLine>();

    private static void Add(StringBuilder text, object? value) =>
        text.Append(
                value switch
                {
                    null => "",
                    DateTimeOffset time => StoredValue.TimeText(time),
                    // Equal amounts are written alike: 1.5 and 1.50.
                    decimal number => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
                    IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
                    _ => value.ToString(),
                }
            )
            .Append('\u001f');
}

internal sealed class FactStore<T> : FactStore
    where T : Fact
{
    private readonly FactKind kind;
    private readonly TableInsert<T> added,
        upserted;
    private readonly LineStore? lines;

    public FactStore(FactKind kind)
    {
        this.kind = kind;
        List<(string Column, PropertyInfo Property)> own =
        [
            .. Own(kind).Select(name => (Snake.Of(name), kind.Clr.GetProperty(name)!)),
            .. kind.Fields.Select(f => (f.Column, f.Property)),
        ];
        (added, upserted) = (TypedColumns.Table<T>(kind.Table, own), TypedColumns.Table<T>(kind.Table, own));
        var kept = new HashSet<string> { "organization_id", "id", "created_at", "created_by_id", "external_id" };
        kept.UnionWith(kind.Fields.Where(f => f.Stays && f != kind.KeptFields).Select(f => f.Column));
        var set = own.Where(c => !kept.Contains(c.Column))
            .Select(c => c.Column == "version" ? $"version = {kind.Table}.version + 1" : $"{c.Column} = excluded.{c.Column}");
        upserted.OnConflict($"on conflict (organization_id, id) do update set {string.Join(", ", set)}");
        if (kind.Lines is not null)
            lines = (LineStore)Activator.CreateInstance(typeof(LineStore<>).MakeGenericType(kind.LineClass!), kind)!;
    }

    private static IEnumerable<string> Own(FactKind kind)
    {
        IEnumerable<string> all =
        [
            nameof(Entity.OrganizationId),
            nameof(Entity.Id),
            nameof(VersionedEntity.Version),
            nameof(Fact.ExternalId),
            nameof(Fact.ContentHash),
            nameof(Fact.CreatedById),
            nameof(Fact.CreatedAt),
            nameof(Fact.UpdatedAt),
        ];
        return kind.IsOfCustomer ? all.Append(nameof(CustomerFact.CustomerId)).Append(nameof(CustomerFact.HappenedAt)) : all;
    }

    public override void Write(Batch batch, Guid organization, IReadOnlyList<Fact> facts)
    {
        var typed = facts.Cast<T>().ToList();
        foreach (var fact in typed)
            fact.OrganizationId = organization;
        var (fresh, known) = (typed.Where(f => f.Version == 1).ToList(), typed.Where(f => f.Version > 1).ToList());
        if (known.Count > 0 && lines is not null)
            foreach (var some in known.Chunk(500))
                batch.Write(
                    $"""
                    delete from {Sql.Raw(kind.LineTable!)} where organization_id = {organization}
                      and {Sql.In("fact_id", some.Select(f => f.Id).ToList())}
                    """
                );
        batch.Insert(added, fresh).Insert(upserted, known);
        lines?.Write(batch, organization, typed.SelectMany(f => LinesOf(kind, f).Select(line => (f.Id, line))));
    }
}

internal abstract class LineStore
{
    public abstract void Write(Batch batch, Guid organization, IEnumerable<(Guid Fact, FactLine Line)> lines);
}

internal sealed class LineStore<T>(FactKind kind) : LineStore
    where T : FactLine
{
    private readonly TableInsert<T> insert = TypedColumns.Table<T>(
        kind.LineTable!,
        [
            .. new[] { nameof(FactLine.OrganizationId), nameof(FactLine.FactId), nameof(FactLine.Position) }.Select(name =>
                (Snake.Of(name), typeof(T).GetProperty(name)!)
            ),
            .. kind.LineFields.Select(f => (f.Column, f.Property)),
        ]
    );

    public override void Write(Batch batch, Guid organization, IEnumerable<(Guid Fact, FactLine Line)> lines)
    {
        var rows = new List<T>();
        foreach (var (fact, line) in lines)
        {
            (line.OrganizationId, line.FactId) = (organization, fact);
            rows.Add((T)line);
        }
        batch.Insert(insert, rows);
    }
}

/// <summary>
/// The columns of an insert from properties, each with its own type: an array of numbers stays one on its way to the database.
/// </summary>
internal static class TypedColumns
{
    private static readonly MethodInfo One = typeof(TypedColumns).GetMethod(nameof(Add), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static TableInsert<T> Table<T>(string table, IEnumerable<(string Column, PropertyInfo Property)> columns)
    {
        var insert = new TableInsert<T>(table);
        foreach (var (column, property) in columns)
            One.MakeGenericMethod(typeof(T), property.PropertyType).Invoke(null, [insert, column, property]);
        return insert;
    }

    private static void Add<T, TValue>(TableInsert<T> insert, string column, PropertyInfo property) =>
        insert.Column(column, property.GetMethod!.CreateDelegate<Func<T, TValue>>());
}
