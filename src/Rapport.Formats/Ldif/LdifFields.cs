namespace Rapport.Formats;

/// <summary>Puts the attributes of inetOrgPerson (RFC 2798) and of Mozilla's address books where they belong.</summary>
internal static class LdifFields
{
    public static ContactCard Card(List<(string Name, string Value)> attributes)
    {
        var card = new ContactCard();
        if (
            attributes.Any(a => a.Name == "changetype" && a.Value != "add")
            || attributes.Any(a => a.Name == "objectclass" && a.Value.Equals("groupOfNames", StringComparison.OrdinalIgnoreCase))
        )
        {
            return card;
        }

        var office = new Dictionary<string, string>();
        var home = new Dictionary<string, string>();
        foreach (var (name, value) in attributes.Where(a => a.Value.Trim().Length > 0))
        {
            Put(card, name, value.Trim());
            PutPlace(office, home, name, value.Trim());
        }

        foreach (var place in new[] { office, home }.Select(Place).Where(p => p.IsGiven))
        {
            card.Addresses.Add(place);
        }

        card.Birthday = Birthday(attributes);
        return card;
    }

    private static void Put(ContactCard card, string name, string value)
    {
        switch (name)
        {
            case "cn" or "commonname" when card.Name.Length == 0:
                card.Name = value;
                break;
            case "displayname":
                card.Name = value;
                break;
            case "givenname" or "gn":
                card.Given = value;
                break;
            case "sn" or "surname":
                card.Family = value;
                break;
            case "mozillanickname":
                card.Nickname = value;
                break;
            case "o" or "organizationname" or "company":
                card.Company = value;
                break;
            case "title" or "personaltitle" when card.JobTitle.Length == 0:
                card.JobTitle = value;
                break;
            case "mail" or "rfc822mailbox" or "mozillasecondemail" or "xmozillasecondemail" or "mailalternateaddress":
                card.AddEmail(value, false);
                break;
            case "telephonenumber" or "mobile" or "cellphone" or "homephone":
                card.AddPhone(value, false);
                break;
            case "description" or "notes":
                card.Notes = value;
                break;
            case "labeleduri" or "workurl" or "mozillaworkurl" or "homeurl" or "mozillahomeurl" when card.Website.Length == 0:
                card.Website = value.Split(' ')[0];
                break;
            case "uid" or "entryuuid" when card.ExternalId.Length == 0:
                card.ExternalId = value;
                break;
        }
    }

    private static void PutPlace(Dictionary<string, string> office, Dictionary<string, string> home, string name, string value)
    {
        var isHome = name.StartsWith("mozillahome", StringComparison.Ordinal) || name == "homepostaladdress";
        var part = name.Replace("mozillahome", "", StringComparison.Ordinal) switch
        {
            "street" or "streetaddress" or "postaladdress" or "homepostaladdress" => "street",
            "street2" or "mozillaworkstreet2" or "postaladdress2" => "extended",
            "l" or "locality" or "localityname" => "city",
            "st" or "region" or "state" => "region",
            "postalcode" or "zip" => "code",
            "c" or "countryname" or "co" => "country",
            _ => null,
        };
        if (part is not null)
        {
            // RFC 4517 writes the lines of a postal address with dollars between them.
            (isHome ? home : office).TryAdd(part, value.Replace("$", "\n", StringComparison.Ordinal));
        }
    }

    private static ContactCard.Place Place(Dictionary<string, string> parts)
    {
        string Of(string part) => parts.GetValueOrDefault(part, "");
        return new ContactCard.Place(Of("street"), Of("extended"), Of("city"), Of("region"), Of("code"), Of("country"));
    }

    private static string Birthday(List<(string Name, string Value)> attributes)
    {
        string Of(string name) => attributes.FirstOrDefault(a => a.Name == name).Value?.Trim() ?? "";
        var (year, month, day) = (Of("birthyear"), Of("birthmonth"), Of("birthday"));
        return day.Length > 2 ? day
            : year.Length == 4 && month.Length > 0 && day.Length > 0 ? $"{year}-{month.PadLeft(2, '0')}-{day.PadLeft(2, '0')}"
            : "";
    }
}
