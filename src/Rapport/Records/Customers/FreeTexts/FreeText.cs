using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.FreeTexts;

/// <summary>What becomes of personal data in free text: full card numbers are never stored, the rest is stored and looked at.</summary>
internal static class FreeText
{
    /// <summary>The code of the refusal that a form answers with a box to tick.</summary>
    public const string Code = "personal_data";

    /// <summary>The query parameter of the API, and the box of the form.</summary>
    public const string Confirm = "confirm_pii";

    public static readonly (string, string) Parameter = (
        Confirm,
        "true: save a text that holds a card number, with all but its last four digits masked"
    );

    /// <summary>The text as it is stored.</summary>
    /// <param name="confirmed">Whether the caller knows that it holds a card number.</param>
    public static string? Stored(string field, string? text, bool confirmed)
    {
        var cards = PersonalData.Find(text).Where(span => span.Kind == PersonalDataKind.Card).ToList();
        if (cards.Count == 0)
            return text;
        if (!confirmed)
        {
            throw new Refusal(
                Code,
                "The text holds a full card number, which is never stored. Confirm it (?confirm_pii=true) to save it with all but the "
                    + "last four digits masked.",
                new Dictionary<string, object?> { ["field"] = field, ["kinds"] = new[] { Words.Of(PersonalDataKind.Card) } }
            );
        }
        return PersonalData.Mask(text!, cards);
    }

    /// <summary>
    /// A field's text as it is stored when nobody can be asked: cards are masked at once, and what it held is told with it.
    /// </summary>
    public static CustomFields.Stored Screened(string text)
    {
        var found = PersonalData.Find(text);
        return found.Count == 0
            ? new(text)
            : new(PersonalData.Mask(text, found.Where(span => span.Kind == PersonalDataKind.Card))) { Kinds = Kinds(text) };
    }

    /// <summary>What is to be looked at in a text as it was written; in the order of the kinds.</summary>
    public static string Kinds(string? written) =>
        string.Join(',', PersonalData.Find(written).Select(span => span.Kind).Distinct().Order().Select(kind => Words.Of(kind)));

    /// <summary>For timelines and events: nobody may read there what was taken out of the text.</summary>
    public static string? Masked(string? text) => text is null ? null : PersonalData.Mask(text, PersonalData.Find(text));

    public static bool Confirmed(HttpRequest request)
    {
        var query = QueryReader.Of(request);
        var confirmed = query.Truth(Confirm);
        query.Done();
        return confirmed;
    }
}
