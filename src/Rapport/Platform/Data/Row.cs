using System.Data.Common;
using System.Globalization;

namespace Rapport.Platform.Data;

/// <summary>One row of a reader, its columns by place, read the same way on both databases.</summary>
public readonly struct Row(DbDataReader reader, Engine engine)
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public Guid Id(int column) =>
        engine == Engine.Postgres ? reader.GetGuid(column) : new Guid((byte[])reader.GetValue(column), bigEndian: true);

    public Guid? IdOrNull(int column) => IsNull(column) ? null : Id(column);

    /// <summary>An array of IDs; on SQLite the hexadecimal digits of all, one after the other.</summary>
    public List<Guid> Ids(int column)
    {
        if (engine == Engine.Postgres)
            return [.. reader.GetFieldValue<Guid[]>(column)];
        var bytes = Convert.FromHexString(reader.GetString(column));
        return [.. Enumerable.Range(0, bytes.Length / 16).Select(i => new Guid(bytes.AsSpan(i * 16, 16), bigEndian: true))];
    }

    public string Text(int column) => reader.GetString(column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public int Int(int column) => reader.GetInt32(column);

    public int? IntOrNull(int column) => IsNull(column) ? null : Int(column);

    public long Long(int column) => reader.GetInt64(column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public double Double(int column) => reader.GetDouble(column);

    public double? DoubleOrNull(int column) => IsNull(column) ? null : Double(column);

    public decimal? DecimalOrNull(int column) => IsNull(column) ? null : reader.GetDecimal(column);

    public bool Truth(int column) => engine == Engine.Postgres ? reader.GetBoolean(column) : reader.GetInt64(column) != 0;

    public byte[] Bytes(int column) => (byte[])reader.GetValue(column);

    public byte[]? BytesOrNull(int column) => IsNull(column) ? null : Bytes(column);

    public DateTimeOffset Time(int column) =>
        engine == Engine.Postgres
            ? new DateTimeOffset(reader.GetDateTime(column), TimeSpan.Zero)
            : StoredValue.Time(reader.GetString(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public DateOnly? DateOrNull(int column) =>
        IsNull(column) ? null
        : engine == Engine.Postgres ? reader.GetFieldValue<DateOnly>(column)
        : DateOnly.ParseExact(reader.GetString(column), "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
