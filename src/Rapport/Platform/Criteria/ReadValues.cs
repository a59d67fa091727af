using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Platform.Criteria;

/// <summary>Reads the value of one condition as the type of its field.</summary>
internal sealed class ReadValues(CriteriaField field, CriteriaOperator op, Func<string, string, Criterion?> fail)
{
    private const int Most = 500,
        MostText = 400;
    private const decimal MostNumber = 1_000_000_000_000_000,
        MostDays = 36_500;

    public const string Times = "It must be a date such as 2026-03-01, a time such as 2026-03-01T09:30:00Z, or now-90d (h, d, w, M, y).";

    /// <summary>None for an operator that needs none; null when it was refused.</summary>
    public IReadOnlyList<CriteriaValue>? Read(JsonElement condition, string path)
    {
        var isGiven = condition.TryGetProperty("value", out var value) && value.ValueKind != JsonValueKind.Null;
        switch (op)
        {
            case CriteriaOperator.Exists or CriteriaOperator.NotExists:
                // Forms send true along.
                if (!isGiven || value.ValueKind == JsonValueKind.True)
                    return [];
                fail(path, $"{Words.Of(op)} takes no value.");
                return null;
            case var _ when !isGiven:
                fail(path, "It is required.");
                return null;
            case CriteriaOperator.In or CriteriaOperator.NotIn:
                return Many(value, path, 1, Most);
            case CriteriaOperator.Between:
                return InOrder(Many(value, path, 2, 2), path);
            case CriteriaOperator.InSegment or CriteriaOperator.NotInSegment when value.ValueKind == JsonValueKind.Array:
                return Many(value, path, 1, Most);
            default:
                return One(value, path) is { } one ? [one] : null;
        }
    }

    private List<CriteriaValue>? Many(JsonElement value, string path, int least, int most)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < least || value.GetArrayLength() > most)
        {
            fail(
                path,
                least == 2 ? "It must be a list of two values, the lower one first." : $"It must be a list of {least} to {most} values."
            );
            return null;
        }
        var read = value.EnumerateArray().Select((v, i) => One(v, $"{path}[{i}]")).OfType<CriteriaValue>().ToList();
        return read.Count == value.GetArrayLength() ? read : null;
    }

    private List<CriteriaValue>? InOrder(List<CriteriaValue>? values, string path)
    {
        var isWrong = values switch
        {
            [NumberValue low, NumberValue high] => low.Number > high.Number,
            [TextValue low, TextValue high] => Place(low.Text) > Place(high.Text),
            [PointValue { Point: { Date: { } low } }, PointValue { Point: { Date: { } high } }] => low > high,
            [PointValue { Point: { Moves: true } low }, PointValue { Point: { Moves: true } high }] => IsLater(low, high),
            _ => false,
        };
        if (isWrong)
            fail(path, "The lower value comes first.");
        return isWrong ? null : values;
    }

    private static bool IsLater(TimePoint one, TimePoint other)
    {
        var moment = new CriteriaMoment(new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc);
        return one.At(moment) > new Edge(other, true).At(moment);
    }

    private int Place(string option) => field.Options.TakeWhile(o => o.Value != option).Count();

    private CriteriaValue? One(JsonElement value, string path) =>
        field.Type switch
        {
            CriteriaType.Number or CriteriaType.Money => Number(value, path),
            CriteriaType.Days => Days(value, path),
            CriteriaType.Date or CriteriaType.Time => Point(value, path),
            CriteriaType.Truth => Truth(value, path),
            CriteriaType.Choice or CriteriaType.OrderedChoice => Option(value, path),
            CriteriaType.Members when field.Options.Count > 0 => Option(value, path),
            CriteriaType.Reference or CriteriaType.Segment => Record(value, path),
            _ => Text(value, path),
        };

    private CriteriaValue? Text(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 and <= MostText } text)
            return new TextValue(text);
        fail(path, $"It must be a text of 1 to {MostText} characters.");
        return null;
    }

    private CriteriaValue? Number(JsonElement value, string path)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= MostNumber)
            return new NumberValue(number);
        fail(path, "It must be a number.");
        return null;
    }

    private CriteriaValue? Days(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var days) && days is >= 0 and <= MostDays && days % 1 == 0)
            return new NumberValue(days);
        fail(path, $"It must be a whole number of days from 0 to {MostDays:N0}.");
        return null;
    }

    private CriteriaValue? Point(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.String && TimePoint.Read(value.GetString()!) is { } point)
            return new PointValue(point);
        fail(path, Times);
        return null;
    }

    private CriteriaValue? Truth(JsonElement value, string path)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return new TruthValue(value.GetBoolean());
        fail(path, "It must be true or false.");
        return null;
    }

    private CriteriaValue? Option(JsonElement value, string path)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;
        if (text is not null && field.Options.FirstOrDefault(o => Same(o.Value, text) || Same(o.Label, text)) is { } option)
            return new TextValue(option.Value, option.Label);
        fail(
            path,
            $"It must be of {string.Join(", ", field.Options.Take(30).Select(o => o.Value))}{(field.Options.Count > 30 ? ", …" : "")}."
        );
        return null;
    }

    private CriteriaValue? Record(JsonElement value, string path)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;
        if (text is not null && field.Options.FirstOrDefault(o => o.Value == text || Same(o.Label, text)) is { } option)
            return new IdValue(Guid.Parse(option.Value), option.Label);
        if (
            text is not null
            && Guid.TryParse(text, out var id)
            && field.Options.FirstOrDefault(o => Guid.Parse(o.Value) == id) is { } known
        )
            return new IdValue(id, known.Label);
        fail(path, $"There is no such {field.Label.ToLowerInvariant()}. Give its ID or its name.");
        return null;
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
