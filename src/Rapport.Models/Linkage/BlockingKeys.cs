using System.Globalization;

namespace Rapport.Models.Linkage;

/// <summary>Keys under which records that may be duplicates meet: only records sharing a key are compared.</summary>
/// <remarks>
/// A key is the 64-bit FNV-1a hash of its kind and texts in UTF-16, low byte first (Fowler, Noll, Vo; RFC 9923), passed through the
/// finaliser of
/// MurmurHash3 for even spread. Keys are
/// stored: a change of any kind of key or of the folding is a migration. No kind holds a name alone, so that blocks stay small with a
/// million
/// records; still a shared
/// switchboard number or mailbox can gather hundreds, and whoever looks up keys should leave out those that more than a few hundred records
/// share.
/// </remarks>
public static class BlockingKeys
{
    /// <summary>The most keys of one record.</summary>
    public const int Limit = 24;

    private const ulong Seed = 14695981039346656037UL;
    private const ulong Prime = 1099511628211UL;

    /// <summary>The distinct keys of a record, the most telling first, at most <see cref="Limit"/>; empty when it has neither contact,
    /// birthday,
    /// address nor number.</summary>
    public static IReadOnlyList<long> Of(LinkageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var traits = record.Traits;
        var keys = new List<long>(16);
        AddContactData(keys, traits);
        foreach (var id in traits.ExternalIds)
            Add(keys, "external", id.System, id.Id);

        AddBirthdays(keys, traits);
        AddAddresses(keys, traits);
        AddMailboxes(keys, traits);
        return keys;
    }

    /// <summary>
    /// The few of those keys that are worth storing with every record and looking up while somebody waits: contact data, tax number, name
    /// with birthday or postcode, sound with postcode.
    /// </summary>
    public static IReadOnlyList<long> Strict(LinkageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var traits = record.Traits;
        var keys = new List<long>(8);
        AddContactData(keys, traits);
        if (traits is { BirthDate: { } birth, MatchName.Length: > 0 })
            Add(keys, "name+birthday", traits.MatchName, birth.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        foreach (var address in traits.Addresses.Where(address => address.Postcode.Length > 0))
        {
            if (traits.MatchName.Length > 0)
                Add(keys, "name+postcode", traits.MatchName, address.Postcode);
            foreach (var sound in traits.Sounds)
                Add(keys, "sound+postcode", sound, address.Postcode);
        }

        return keys;
    }

    private static void AddContactData(List<long> keys, Traits traits)
    {
        foreach (var email in traits.Emails)
            Add(keys, "email", email.Key);
        foreach (var phone in traits.Phones)
            Add(keys, "phone", phone.Significant.Length > 7 ? phone.Significant.AsSpan(phone.Significant.Length - 7) : phone.Significant);
        if (traits.TaxId.Length > 0)
            Add(keys, "tax", traits.TaxId);
    }

    private static void AddBirthdays(List<long> keys, Traits traits)
    {
        if (traits.BirthDate is not { } birth)
            return;

        var date = birth.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        if (traits.MatchName.Length > 0)
            Add(keys, "name+birthday", traits.MatchName, date);
        if (birth is not { Month: 1, Day: 1 })
            Add(keys, "birthday", date);

        // Two of year, month and day survive most typing errors.
        var yearAndDay = date[..4] + date[6..];
        foreach (var sound in traits.Sounds)
        {
            Add(keys, "sound+month", sound, date.AsSpan(0, 6));
            Add(keys, "sound+day", sound, date.AsSpan(4));
            Add(keys, "sound+year+day", sound, yearAndDay);
        }
    }

    private static void AddAddresses(List<long> keys, Traits traits)
    {
        var sounds = traits.Sounds;
        foreach (var address in traits.Addresses)
        {
            if (address.Postcode.Length > 0)
            {
                if (traits.MatchName.Length > 0)
                    Add(keys, "name+postcode", traits.MatchName, address.Postcode);
                foreach (var sound in sounds)
                    Add(keys, "sound+postcode", sound, address.Postcode);
                if (address.Numbers.Length > 0)
                    Add(keys, "number+postcode", address.Numbers, address.Postcode);
            }

            if (address.StreetName.Length > 0)
            {
                foreach (var sound in sounds)
                    Add(keys, "sound+street", sound, address.StreetName);
            }

            if (address.City.Length > 0 && sounds.Length > 1)
                Add(keys, "sounds+city", string.Join(' ', sounds.Order(StringComparer.Ordinal)), address.City);
            if (address.Numbers.Length > 0 && traits.IsOrganization)
                Add(keys, "name+number", traits.MatchName, address.Numbers);
        }
    }

    private static void AddMailboxes(List<long> keys, Traits traits)
    {
        foreach (var email in traits.Emails)
        {
            if (IsTelling(email.Mailbox))
                Add(keys, "mailbox", email.Mailbox);
            if (email.IsPublic)
                continue;
            foreach (var sound in traits.Sounds.Take(2))
                Add(keys, "sound+domain", sound, email.Domain);
        }
    }

    // "info" and "thomas" are at every domain.
    private static bool IsTelling(string mailbox) =>
        mailbox.Length >= 7 && mailbox.AsSpan().ContainsAny("0123456789._-") || mailbox.Length >= 10;

    private static void Add(List<long> keys, string kind, ReadOnlySpan<char> first, ReadOnlySpan<char> second = default)
    {
        if (keys.Count == Limit)
            return;

        var key = Finish(Hash(Hash(Hash(Seed, kind), first), second));
        if (!keys.Contains(key))
            keys.Add(key);
    }

    internal static long KeyOf(string text) => Finish(Hash(Seed, text));

    // The separator keeps "ab" + "c" apart from "a" + "bc".
    private static ulong Hash(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            hash = (hash ^ (byte)letter) * Prime;
            hash = (hash ^ (byte)(letter >> 8)) * Prime;
        }

        return (hash ^ '\n') * Prime;
    }

    private static long Finish(ulong hash)
    {
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53UL;
        return unchecked((long)(hash ^ (hash >> 33)));
    }
}
