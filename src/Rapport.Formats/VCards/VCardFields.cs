using System.Text;

namespace Rapport.Formats;

/// <summary>Puts the properties of a vCard where they belong.</summary>
internal static class VCardFields
{
    public static void Put(ContactCard card, VCardProperty property)
    {
        switch (property.Name)
        {
            case "FN":
                card.Name = Text(property);
                break;
            case "N":
                PutName(card, Parts(property.Value, ';'));
                break;
            case "NICKNAME":
                card.Nickname = Text(property);
                break;
            case "ORG":
                card.Company = Parts(property.Value, ';')[0];
                break;
            case "TITLE":
                card.JobTitle = Text(property);
                break;
            case "ROLE" when card.JobTitle.Length == 0:
                card.JobTitle = Text(property);
                break;
            case "EMAIL":
                card.AddEmail(Bare(Text(property), "mailto:"), IsPreferred(property));
                break;
            case "TEL" when !property.Has("FAX") && !property.Has("PAGER"):
                card.AddPhone(Bare(Text(property), "tel:"), IsPreferred(property));
                break;
            case "ADR":
                PutAddress(card, property);
                break;
            case "BDAY":
                card.Birthday = Date(Text(property));
                break;
            case "URL" when card.Website.Length == 0:
                card.Website = Text(property);
                break;
            case "NOTE":
                card.Notes = card.Notes.Length == 0 ? Text(property) : $"{card.Notes}\n{Text(property)}";
                break;
            case "CATEGORIES":
                card.Tags = string.Join(", ", Parts(property.Value, ',').Where(tag => tag.Length > 0));
                break;
            case "UID":
                card.ExternalId = Bare(Text(property), "urn:uuid:");
                break;
        }
    }

    private static void PutName(ContactCard card, List<string> parts)
    {
        string At(int place) =>
            place < parts.Count ? string.Join(' ', parts[place].Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)) : "";
        (card.Family, card.Given, card.Additional, card.Suffix) = (At(0), At(1), At(2), At(4));
    }

    private static void PutAddress(ContactCard card, VCardProperty property)
    {
        var parts = Parts(property.Value, ';');
        string At(int place) => place < parts.Count ? parts[place] : "";
        var extended = string.Join(", ", new[] { At(1), At(0) }.Where(part => part.Length > 0));
        var street = At(2).TrimEnd(',', ' ');
        (street, extended) = street.Length > 0 ? (street, extended) : (extended, "");
        var place = new ContactCard.Place(street, extended, At(3), At(4), At(5), At(6));
        if (place.IsGiven)
        {
            card.Addresses.Insert(IsPreferred(property) ? 0 : card.Addresses.Count, place);
        }
    }

    private static bool IsPreferred(VCardProperty property) => property.Has("PREF") || property.Of("PREF") == "1";

    private static string Text(VCardProperty property) => Unescaped(property.Value).Trim();

    // "+1 (415) 555-0100;ext=5" of a URI keeps its extension out.
    private static string Bare(string value, string scheme)
    {
        value = value.Trim('<', '>', ' ');
        return value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? Uri.UnescapeDataString(value[scheme.Length..].Split(';', '?')[0])
            : value;
    }

    /// <summary>RFC 6350 writes days without dashes as ISO 8601 does, and leaves out a year nobody gave.</summary>
    private static string Date(string value)
    {
        var date = value.Split('T', ' ')[0];
        return date.Length switch
        {
            8 when date.All(char.IsAsciiDigit) => $"{date[..4]}-{date[4..6]}-{date[6..]}",
            6 when date.StartsWith("--", StringComparison.Ordinal) => $"--{date[2..4]}-{date[4..]}",
            _ => date,
        };
    }

    /// <summary>The parts of a structured value, unescaped and trimmed; never none.</summary>
    private static List<string> Parts(string value, char separator)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && value[i] == '\\')
            {
                i++;
            }
            else if (i >= value.Length || value[i] == separator)
            {
                parts.Add(Unescaped(value[start..Math.Min(i, value.Length)]).Trim());
                start = i + 1;
            }
        }

        if (start <= value.Length && parts.Count == 0)
        {
            parts.Add(Unescaped(value[start..]).Trim());
        }

        return parts;
    }

    private static string Unescaped(string value)
    {
        if (!value.Contains('\\'))
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var isEscape = value[i] == '\\' && i + 1 < value.Length && value[i + 1] is '\\' or ',' or ';' or ':' or 'n' or 'N';
            text.Append(
                !isEscape || value[i] != '\\' ? value[i]
                : value[++i] is 'n' or 'N' ? '\n'
                : value[i]
            );
        }

        return text.ToString();
    }
}
