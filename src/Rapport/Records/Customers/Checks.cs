using Rapport.Formats;
using Rapport.Models.Linkage;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers;

/// <summary>The rules that single values follow, told field by field.</summary>
internal static class Checks
{
    /// <summary>The trimmed text, or null where it is empty.</summary>
    public static string? Text(this Errors errors, string field, string? text, int maxLength, bool required = false)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            if (required)
                errors.Add(field, "It is required.");
            return null;
        }
        if (text.Length > maxLength)
            errors.Add(field, $"It is longer than {maxLength} characters.");
        if (CardNumber.IsCard(text))
            errors.Add(field, "It looks like a full card number, which is never stored.");
        return text;
    }

    /// <summary>A tag is found by its letters and digits, and lists of tags have signs that nobody types between them.</summary>
    public static string? TagName(this Errors errors, string field, string? name, bool required = false)
    {
        if (errors.Text(field, name, 60, required) is not { } text)
            return null;
        if (NameFolding.Key(text, 60).Length == 0)
            errors.Add(field, "A tag needs a letter or a digit.");
        else if (text.Any(char.IsControl))
            errors.Add(field, "A tag is one line without control characters.");
        else if (text.Length <= 60)
            return text;
        return null;
    }

    public static string? Email(this Errors errors, string field, string? email)
    {
        email = email?.Trim();
        if (string.IsNullOrEmpty(email))
            return null;
        if (email.Length > 320)
            errors.Add(field, "It is longer than 320 characters.");
        else if (!EmailAddress.TryParse(email, out _))
            errors.Add(field, $"'{email}' is not an e-mail address, such as ada@example.com.");
        return email;
    }

    /// <summary>Any form is taken; only what can hold no number at all is refused.</summary>
    public static string? Phone(this Errors errors, string field, string? phone)
    {
        phone = phone?.Trim();
        if (string.IsNullOrEmpty(phone))
            return null;
        if (phone.Length > 100)
            errors.Add(field, "It is longer than 100 characters.");
        else if (CardNumber.IsCard(phone) && PhoneNumber.Read(phone, null) is null)
            errors.Add(field, "It looks like a full card number, which is never stored.");
        return phone;
    }

    public static string? Website(this Errors errors, string field, string? url)
    {
        url = url?.Trim();
        if (string.IsNullOrEmpty(url))
            return null;
        if (url.Length > 1000)
            errors.Add(field, "It is longer than 1000 characters.");
        else if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !uri.Host.Contains('.'))
            errors.Add(field, "It must be a whole address, such as https://example.com.");
        return url;
    }

    public static string? Country(this Errors errors, string field, string? country, bool required = false)
    {
        country = country?.Trim().ToUpperInvariant();
        if (string.IsNullOrEmpty(country))
        {
            if (required)
                errors.Add(field, "It is required.");
            return null;
        }
        if (!Countries.IsCode(country))
            errors.Add(field, $"'{country}' is not a country's two-letter code (ISO 3166-1), such as GB.");
        return country;
    }

    public static DateOnly? Birthday(this Errors errors, string field, DateOnly? date, DateOnly today)
    {
        if (date is { } birth && (birth > today || birth.Year < 1850))
            errors.Add(field, "It must be a date in the past.");
        return date;
    }

    /// <summary>The first and the last year that some systems write for "none" are no days of anything here.</summary>
    public static DateOnly? Day(this Errors errors, string field, DateOnly? date)
    {
        if (date is { Year: < 1850 or > 2200 } day)
            errors.Add(field, $"The year {day.Year:0000} cannot be meant.");
        return date;
    }

    public static string? Language(this Errors errors, string field, string? language)
    {
        language = language?.Trim();
        if (string.IsNullOrEmpty(language))
            return null;
        if (language.Length > 20 || !System.Text.RegularExpressions.Regex.IsMatch(language, "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"))
            errors.Add(field, "It must be a language tag, such as en or pt-BR.");
        return language;
    }
}
