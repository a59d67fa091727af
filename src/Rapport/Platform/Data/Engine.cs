using System.Globalization;

namespace Rapport.Platform.Data;

public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>
/// How a value stands in each database. SQLite keeps IDs as 16 big-endian bytes and times as fixed-width text, so that both sort as
/// PostgreSQL's do.
/// </summary>
public static class StoredValue
{
    public const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    public static object ToStored(this Engine engine, object? value) =>
        value switch
        {
            null => DBNull.Value,
            Enum named => Words.Of(named),
            DateTimeOffset time when engine == Engine.Postgres => time.UtcDateTime,
            DateTimeOffset time => TimeText(time),
            Guid id when engine == Engine.Sqlite => id.ToByteArray(bigEndian: true),
            DateOnly date when engine == Engine.Sqlite => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            bool truth when engine == Engine.Sqlite => truth ? 1L : 0L,
            decimal amount when engine == Engine.Sqlite => (double)amount,
            _ => value,
        };

    public static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(
            text,
            TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
        );
}

public static class Snake
{
    /// <summary>"DisplayName" → "display_name".</summary>
    public static string Of(string name)
    {
        var text = new System.Text.StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
