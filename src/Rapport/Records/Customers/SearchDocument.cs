using Rapport.Formats;
using Rapport.Models.Linkage;

namespace Rapport.Records.Customers;

/// <summary>What a customer is found and compared by, drawn from the record and its parts: search text, words, match keys.</summary>
public sealed class SearchDocument
{
    private const int MaxSearchText = 4000,
        MaxWord = 60,
        MaxWords = 40,
        MaxPairs = 200;

    public required Guid Id { get; init; }
    public required CustomerType Type { get; init; }
    public required string Name { get; init; }
    public Guid? BranchId { get; init; }
    public Guid? OwnerId { get; init; }
    public DateOnly? BirthDate { get; init; }
    public bool IsArchived { get; init; }
    public bool IsMerged { get; init; }
    public List<string> OtherNames { get; } = [];
    public List<(string Name, string? Email, string? PhoneE164, string? Phone)> Contacts { get; } = [];
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? PhoneE164 { get; init; }
    public List<PostalAddress> Addresses { get; } = [];
    public List<string> Tags { get; } = [];
    public List<string> ExternalIds { get; } = [];

    /// <summary>The external ID of the default system, which lists show.</summary>
    public string? ExternalId { get; set; }
    public string? TaxId { get; init; }

    public CountedAs Counts =>
        IsMerged ? CountedAs.Nothing
        : IsArchived ? CountedAs.Archived
        : CountedAs.Live;

    private sealed record Derived(string Names, string Details, IReadOnlyList<string> Words, IReadOnlyList<long> Keys);

    private Derived? finished;

    /// <summary>
    /// Derives text, words and keys once and for all, where nothing is added any more: an import does it beside the database's work.
    /// </summary>
    internal void Finish() => finished ??= new Derived(SearchNames, SearchDetails, [.. Words], MatchKeys);

    /// <summary>Folded names, tags and external IDs, and the letters of writing without spaces.</summary>
    public string SearchNames =>
        finished?.Names
        ?? SearchText.BeginningOf(
            Joined([.. AllNames, .. Tags, .. ExternalIds, .. AllNames.Concat(Tags).SelectMany(UnspacedWriting.Pairs)], NameKey)
        );

    private static string NameKey(string text) => NameFolding.Key(text);

    /// <summary>E-mails, and phones as digits without leading zeros: any spelling of a number finds it.</summary>
    public string SearchDetails =>
        finished?.Details
        ?? Joined(
            [Email, .. Contacts.Select(c => c.Email), Digits(PhoneE164, Phone), .. Contacts.Select(c => Digits(c.PhoneE164, c.Phone))],
            text => text.ToLowerInvariant()
        );

    public IEnumerable<string> Words =>
        finished?.Words
        ?? AllNames
            .SelectMany(NameFolding.Words)
            .Concat(Tags.Concat(ExternalIds).Select(t => NameFolding.Key(t)))
            .Select(word => word.Length > MaxWord ? word[..MaxWord] : word)
            .Where(word => word.Length > 0)
            .Distinct()
            .Take(MaxWords)
            .Concat(AllNames.Concat(Tags).SelectMany(UnspacedWriting.Pairs).Take(MaxPairs))
            .Distinct();

    private IEnumerable<string> AllNames => new[] { Name }.Concat(OtherNames).Concat(Contacts.Select(c => c.Name));

    public LinkageRecord Linkage =>
        new()
        {
            Name = Name,
            Type = Type == CustomerType.Organization ? PartyType.Organization : PartyType.Individual,
            // A contact's own address tells of that person; the customer's tells of the customer.
            Emails = Email is null ? [] : [Email],
            Phones = (PhoneE164 ?? Phone) is { } phone ? [phone] : [],
            BirthDate = BirthDate,
            Addresses = Addresses,
            TaxId = TaxId,
        };

    /// <summary>The keys that candidates are looked up by; none for who is archived or merged.</summary>
    public IReadOnlyList<long> MatchKeys => finished?.Keys ?? (Counts == CountedAs.Live ? BlockingKeys.Strict(Linkage) : []);

    /// <summary>The tags' names as lists show them.</summary>
    public string? ShownTags =>
        Tags.Count == 0 ? null : string.Join(CustomerSummary.Separator, Tags.Order(StringComparer.OrdinalIgnoreCase));

    private static string? Digits(string? e164, string? written)
    {
        var digits = PhoneNumber.Digits(e164 ?? written);
        return digits.Length == 0 ? null : digits;
    }

    private static string Joined(IEnumerable<string?> parts, Func<string, string> fold)
    {
        var text = string.Join(" ", parts.Where(p => !string.IsNullOrEmpty(p)).Select(p => fold(p!)).Distinct());
        return text.Length > MaxSearchText ? text[..MaxSearchText] : text;
    }
}
