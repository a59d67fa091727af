using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Facts.Intake;

/// <summary>A value of a field: read, or why it cannot be.</summary>
public readonly record struct FactValue(object? Value, string? Fault, bool IsUnreadable)
{
    private const int FirstYear = 1900,
        LastYear = 2200,
        FreeText = 300;
    private const decimal MostMoney = 1_000_000_000_000m;

    public static FactValue Read(FactField field, JsonElement given, string? currency, bool isPaymentData) =>
        field.Kind switch
        {
            FieldKind.Text when field.Name == "currency" => Currency(given),
            FieldKind.Text when field.Type == typeof(Guid) => Id(given) is { } id ? Of(id) : No("It must be an ID."),
            FieldKind.Text => Text(field, given.ValueKind == JsonValueKind.String ? given.GetString() : null, isPaymentData),
            FieldKind.Named => Text(field, Named(given), isPaymentData),
            FieldKind.Reference => Text(
                field,
                given.ValueKind == JsonValueKind.Object && given.TryGetProperty("external_id", out var id) ? Identifier(id) : null,
                isPaymentData,
                "It must be {\"external_id\": …} or {\"id\": …}."
            ),
            FieldKind.Word => Word(field, given),
            FieldKind.Truth => given.ValueKind switch
            {
                JsonValueKind.True => Of(true),
                JsonValueKind.False => Of(false),
                _ => No("It must be true or false."),
            },
            FieldKind.Whole => Whole(field, given),
            FieldKind.Number => Number(field, given),
            FieldKind.Money => Money(field, given, currency),
            FieldKind.Time => Time(given),
            FieldKind.Date => Date(given),
            _ => throw new NotSupportedException(),
        };

    /// <summary>An ID as text; systems that count send numbers.</summary>
    public static string? Identifier(JsonElement given) =>
        given.ValueKind switch
        {
            JsonValueKind.String => given.GetString()!.Trim(),
            JsonValueKind.Number when given.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };

    public static Guid? Id(JsonElement given) =>
        given.ValueKind == JsonValueKind.String && Guid.TryParseExact(given.GetString(), "D", out var id) ? id : null;

    public static Guid? ReferredId(JsonElement given) =>
        given.ValueKind == JsonValueKind.Object && given.TryGetProperty("id", out var id) ? Id(id) : null;

    /// <summary>What the objects may hold that stand for a value of this kind.</summary>
    public static string[] Names(FieldKind kind) =>
        kind switch
        {
            FieldKind.Named => ["name", "email", "external_id", "sku", "id"],
            FieldKind.Reference => ["external_id", "id"],
            _ => [],
        };

    public static string? Unstorable(string text) => StorableText.Fault(text);

    /// <summary>A name from outside, short enough to be repeated.</summary>
    public static string Cut(string text) => text.Length > 100 ? text[..100] : text;

    private static FactValue Of(object? value) => new(value, null, false);

    private static FactValue No(string fault) => new(null, fault, true);

    private static FactValue Against(string fault) => new(null, fault, false);

    private static string? Named(JsonElement given)
    {
        if (given.ValueKind == JsonValueKind.String)
            return given.GetString();
        if (given.ValueKind == JsonValueKind.Array)
            return given.EnumerateArray().Select(Named).ToList() is var all && all.All(a => a is not null) ? string.Join('\n', all) : null;
        if (given.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var name in Names(FieldKind.Named))
            if (given.TryGetProperty(name, out var value) && Identifier(value) is { Length: > 0 } text)
                return text;
        return null;
    }

    private static FactValue Text(FactField field, string? text, bool isPaymentData, string wrong = "It must be a text in quotes.")
    {
        if (text is null)
            return No(wrong);
        text = text.Trim();
        if (StorableText.Fault(text) is { } fault)
            return No(fault);
        if (text.Length == 0)
            return field.IsRequired ? Against("It is required.") : Of(null);
        if (text.Length > field.Most)
            return Against($"It is longer than {field.Most:N0} characters.");
        if (field.Most >= FreeText && !isPaymentData)
            return Of(WithoutCards(text));
        return CardNumber.IsCard(text) ? Against("It looks like a full card number, which is never stored.") : Of(text);
    }

    /// <summary>A card's number in free text keeps its last four digits alone.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    internal static string? WithoutCards(string? text)
    {
        if (text is null || text.Length < 13 || !text.Any(char.IsAsciiDigit))
            return text;
        var cards = PersonalData.Find(text).Where(span => span.Kind == PersonalDataKind.Card).ToList();
        return cards.Count == 0 ? text : PersonalData.Mask(text, cards);
    }

    private static FactValue Currency(JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.String)
            return No("It must be a currency's code, such as EUR.");
        var code = given.GetString()!.Trim().ToUpperInvariant();
        return MinorUnits.IsCurrency(code) ? Of(code) : Against($"'{Cut(code)}' is no currency's code (ISO 4217), such as EUR.");
    }

    private static FactValue Word(FactField field, JsonElement given) =>
        given.ValueKind == JsonValueKind.String && Words.TryParse(field.Type, given.GetString()!, out var word)
            ? Of(word)
            : No($"It must be one of {string.Join(", ", Words.All(field.Type))}.");

    private static FactValue Whole(FactField field, JsonElement given)
    {
        if (Decimal(given) is not { } number || number != decimal.Truncate(number) || Math.Abs(number) > int.MaxValue)
            return No("It must be a whole number.");
        return Within(field, number) is { } fault ? Against(fault) : Of((int)number);
    }

    private static FactValue Number(FactField field, JsonElement given)
    {
        if (Decimal(given) is not { } number)
            return No("It must be a number.");
        if (Within(field, number) is { } fault)
            return Against(fault);
        return number != decimal.Round(number, 4) ? Against("It has more than four decimals.") : Of(decimal.Round(number, 4));
    }

    private static FactValue Money(FactField field, JsonElement given, string? currency)
    {
        if (Decimal(given) is not { } amount)
            return No("It must be an amount such as \"12.50\".");
        if (Math.Abs(amount) > MostMoney)
            return Against("It is more than anybody pays.");
        if (amount < 0 && !field.MayBeNegative)
            return Against("It must not be negative.");
        if (!MinorUnits.IsWhole(amount, currency))
            return Against($"{currency ?? "A currency"} has {MinorUnits.Digits(currency)} decimals.");
        return Of(MinorUnits.Of(amount, currency));
    }

    private static string? Within(FactField field, decimal number) =>
        (double)number < field.Least || (double)number > field.Most
            ? $"It must be from {field.Least:0.####} to {field.Most:0.####}."
            : null;

    private static decimal? Decimal(JsonElement given) =>
        given.ValueKind switch
        {
            JsonValueKind.Number when given.TryGetDecimal(out var number) => number,
            JsonValueKind.String
                when decimal.TryParse(
                    given.GetString(),
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number
                ) => number,
            _ => null,
        };

    /// <summary>Of a time the day that it has where it was written.</summary>
    private static FactValue Date(JsonElement given)
    {
        if (
            given.ValueKind != JsonValueKind.String
            || !(
                given.TryGetDateTimeOffset(out var time)
                || DateTimeOffset.TryParseExact(
                    given.GetString(),
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out time
                )
            )
        )
            return No("It must be a date such as 2026-03-01.");
        return time.Year is < FirstYear or > LastYear
            ? Against($"The year {time.Year:0000} cannot be meant.")
            : Of(DateOnly.FromDateTime(time.DateTime));
    }

    private static FactValue Time(JsonElement given)
    {
        const string Wrong = "It must be a time such as 2026-03-01T09:30:00Z.";
        if (given.ValueKind != JsonValueKind.String)
            return No(Wrong);
        if (
            !given.TryGetDateTimeOffset(out var time)
            && !DateTimeOffset.TryParseExact(
                given.GetString(),
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out time
            )
        )
            return No(Wrong);
        if (time.Year is < FirstYear or > LastYear)
            return Against($"The year {time.Year:0000} cannot be meant.");
        var utc = time.ToUniversalTime();
        return Of(new DateTimeOffset(utc.Ticks - utc.Ticks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero));
    }
}
