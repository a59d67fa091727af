using System.Data.Common;
using System.Globalization;

namespace Rapport.Platform.Data;

/// <summary>
/// One row of a reader, read the same way on both databases: its columns by name, or by place where they are few and stand right beside.
/// </summary>
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

    public bool IsNull(string column) => IsNull(reader.GetOrdinal(column));

    public Guid Id(string column) => Id(reader.GetOrdinal(column));

    public Guid? IdOrNull(string column) => IdOrNull(reader.GetOrdinal(column));

    public List<Guid> Ids(string column) => Ids(reader.GetOrdinal(column));

    public string Text(string column) => Text(reader.GetOrdinal(column));

    public string? TextOrNull(string column) => TextOrNull(reader.GetOrdinal(column));

    public int Int(string column) => Int(reader.GetOrdinal(column));

    public int? IntOrNull(string column) => IntOrNull(reader.GetOrdinal(column));

    public long Long(string column) => Long(reader.GetOrdinal(column));

    public long? LongOrNull(string column) => LongOrNull(reader.GetOrdinal(column));

    public double Double(string column) => Double(reader.GetOrdinal(column));

    public double? DoubleOrNull(string column) => DoubleOrNull(reader.GetOrdinal(column));

    public decimal? DecimalOrNull(string column) => DecimalOrNull(reader.GetOrdinal(column));

    public bool Truth(string column) => Truth(reader.GetOrdinal(column));

    public byte[] Bytes(string column) => Bytes(reader.GetOrdinal(column));

    public byte[]? BytesOrNull(string column) => BytesOrNull(reader.GetOrdinal(column));

    public DateTimeOffset Time(string column) => Time(reader.GetOrdinal(column));

    public DateTimeOffset? TimeOrNull(string column) => TimeOrNull(reader.GetOrdinal(column));

    public DateOnly? DateOrNull(string column) => DateOrNull(reader.GetOrdinal(column));
}
