using System.Globalization;
using Microsoft.Extensions.Primitives;
using Rapport.Platform.Data;

namespace Rapport.Platform.Http;

/// <summary>
/// Reads a query string by name and type. What cannot be read, and what nobody asked for, is told by name: a mistyped filter must not
/// answer with everything.
/// </summary>
public sealed class QueryReader(IQueryCollection query)
{
    private readonly Errors errors = new();
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public static QueryReader Of(HttpRequest request) => new(request.Query);

    public string? Text(string name, int maxLength = 400)
    {
        var text = One(name);
        if (text is null)
            return null;
        if (text.Length > maxLength)
            return Refuse<string>(name, $"It is longer than {maxLength} characters.");
        return StorableText.Fault(text) is { } fault ? Refuse<string>(name, fault) : text;
    }

    public int? Int(string name, int min, int max)
    {
        if (One(name) is not { } text)
            return null;
        if (
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number <= max
        )
            return number;
        Fail(
            name,
            max == int.MaxValue ? $"It must be a whole number of at least {min}." : $"It must be a whole number from {min} to {max}."
        );
        return null;
    }

    public long? Long(string name, long min)
    {
        if (One(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min)
            return number;
        Fail(name, $"It must be a whole number of at least {min}.");
        return null;
    }

    /// <summary>An amount of money, which may be negative.</summary>
    public decimal? Amount(string name)
    {
        const decimal Most = 1_000_000_000_000;
        if (One(name) is not { } text)
            return null;
        if (
            decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var amount
            )
            && Math.Abs(amount) <= Most
        )
            return amount;
        Fail(name, "It must be an amount such as 1500 or 99.95.");
        return null;
    }

    /// <summary>A number from 0 to 1.</summary>
    public double? Share(string name)
    {
        if (One(name) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1)
            return number;
        Fail(name, "It must be a number from 0 to 1.");
        return null;
    }

    public Guid? Id(string name)
    {
        if (One(name) is not { } text)
            return null;
        if (Guid.TryParseExact(text, "D", out var id))
            return id;
        Fail(name, "It must be a UUID.");
        return null;
    }

    public bool Truth(string name)
    {
        if (One(name) is not { } text)
            return false;
        if (text is "true" or "1")
            return true;
        if (text is not ("false" or "0"))
            Fail(name, "It must be true or false.");
        return false;
    }

    public T? Word<T>(string name)
        where T : struct, Enum
    {
        if (One(name) is not { } text)
            return null;
        if (Words.TryParse<T>(text, out var word))
            return word;
        Fail(name, $"It must be one of {string.Join(", ", Words.All<T>())}.");
        return null;
    }

    /// <summary>
    /// An ISO date or RFC 3339 time; a date alone means its beginning, or its end when <paramref name="endOfDay"/>, in UTC.
    /// </summary>
    public DateTimeOffset? Time(string name, bool endOfDay = false)
    {
        if (One(name) is not { } text)
            return null;
        if (
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year is > 1 and < 9999
        )
            return new DateTimeOffset(date.AddDays(endOfDay ? 1 : 0), TimeOnly.MinValue, TimeSpan.Zero);
        // A plus sign that was not escaped arrives as a space.
        if (
            text.Contains('T')
            && DateTimeOffset.TryParse(text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.Year is > 1 and < 9999
        )
            return time.ToUniversalTime();
        Fail(name, "It must be a date such as 2026-03-01 or a time such as 2026-03-01T09:30:00Z.");
        return null;
    }

    public void Fail(string name, string error) => errors.Add(name, error);

    /// <summary>Tells all that was wrong at once.</summary>
    public void Done(params IEnumerable<string> alsoKnown)
    {
        foreach (var name in query.Keys.Where(k => !asked.Contains(k) && !alsoKnown.Contains(k)))
            Fail(BodyFaults.Cut(name), Unknown(asked));
        errors.ThrowUnreadable();
    }

    internal static string Unknown(IReadOnlyCollection<string> known) =>
        "There is no such parameter here" + (known.Count == 0 ? "; none is taken." : $". Known are {string.Join(", ", known.Order())}.");

    private string? One(string name)
    {
        asked.Add(name);
        if (!query.TryGetValue(name, out StringValues values))
            return null;
        if (values.Count > 1)
            return Refuse<string>(name, "Give it once.");
        return string.IsNullOrWhiteSpace(values[0]) ? null : values[0];
    }

    private T? Refuse<T>(string name, string error)
        where T : class
    {
        Fail(name, error);
        return null;
    }
}
