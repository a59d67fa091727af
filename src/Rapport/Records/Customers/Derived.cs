using System.Buffers.Binary;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

/// <summary>
/// What lists, filters, segments and scores need of a customer, kept in the transaction that changes the facts behind it.
/// </summary>
public sealed class CustomerSummary
{
    public Guid OrganizationId { get; init; }
    public Guid CustomerId { get; init; }

    /// <summary>Between the names of tags: no tag holds it.</summary>
    public const char Separator = '\u001f';

    public int ContactCount { get; init; }

    [NotPersonalData]
    public string? Tags { get; init; }

    [PersonalData]
    public string? ExternalId { get; init; }

    /// <summary>Purchases: orders, and invoices and visits that belong to none; returns are not counted.</summary>
    public int OrderCount { get; set; }

    /// <summary>The currency most purchases were made in; the sums are in it alone, since amounts of two currencies have no sum.</summary>
    [NotPersonalData]
    public string? Currency { get; set; }
    public long GrossMinor { get; set; }
    public long RefundedMinor { get; init; }

    /// <summary>What was spent less what was given back: the customer's lifetime value.</summary>
    public long SpentMinor { get; set; }

    /// <summary>
    /// The same in thousandths of its currency, kept by the database: yen, euros and dinars stand in one line by what they count.
    /// </summary>
    public long SpentThousandths { get; init; }
    public DateTimeOffset? FirstPurchaseAt { get; set; }
    public DateTimeOffset? LastPurchaseAt { get; set; }
    public DateTimeOffset? LastInteractionAt { get; set; }
    public int OpenTickets { get; set; }
    public int Points { get; set; }
    public int LifetimePoints { get; set; }

    [NotPersonalData]
    public string? Tier { get; set; }
    public double? Health { get; init; }
    public double? ChurnRisk { get; init; }

    /// <summary>The health that the timeline last told of.</summary>
    public double? ToldHealth { get; init; }

    /// <summary>The mark that health last crossed; each crossing alerts once.</summary>
    public HealthAlert? HealthAlert { get; init; }

    /// <summary>The branch and state this customer was last counted under, so that counts follow whatever changed it.</summary>
    public Guid? CountedBranchId { get; init; }
    public CountedAs CountedAs { get; init; }
}

public enum HealthAlert
{
    /// <summary>Below 40.</summary>
    Low,

    /// <summary>Below 20.</summary>
    Critical,

    /// <summary>Above 80.</summary>
    High,
}

public enum CountedAs
{
    Nothing,
    Live,
    Archived,
}

/// <summary>A fact about one customer, shown to people; upserted with the fact it tells of.</summary>
public sealed class TimelineEntry : Entity
{
    public TimelineEntry() { }

    /// <summary>An entry of a fact has the fact's ID.</summary>
    public TimelineEntry(Guid id) => Id = id;

    public Guid CustomerId { get; init; }
    public DateTimeOffset OccurredAt { get; init; }

    [NotPersonalData]
    public string Type { get; init; } = "";
    public Guid? ActorId { get; init; }

    /// <summary>JSON with what the sentence is made of; the sentence itself is said when read.</summary>
    [PersonalData]
    public string Details { get; init; } = "{}";
    public bool Pinned { get; init; }

    [NotPersonalData]
    public string SourceType { get; init; } = "";
    public Guid SourceId { get; init; }

    /// <summary>Only this user may read it: a private note's author.</summary>
    public Guid? OnlyUserId { get; init; }

    /// <summary>Only this branch may read it, and whoever wrote it.</summary>
    public Guid? OnlyBranchId { get; init; }
}

/// <summary>
/// The text a customer is found by: names apart from contact data, so that a role that may not see the latter cannot search it either.
/// </summary>
public sealed class SearchText
{
    public Guid OrganizationId { get; init; }
    public Guid CustomerId { get; init; }

    /// <summary>SQLite's full-text index knows rows by number alone.</summary>
    public long RowNumber { get; init; }

    /// <summary>
    /// Two spaces before each word: three letters then tell where a word begins with one or two, for indexes that know three alone.
    /// </summary>
    [PersonalData]
    public string Names { get; init; } = "";

    [PersonalData]
    public string Details { get; init; } = "";

    /// <summary>
    /// The customer's <see cref="MatchKey"/>s, eight bytes each, so that they are found by the customer without an index of their own.
    /// </summary>
    [PersonalData]
    public byte[] MatchKeys { get; init; } = [];

    internal static readonly TextIndex Index = new("customer_search", "customer_id", "customer_search_text");

    /// <summary>Folded words as they stand in <see cref="Names"/>.</summary>
    internal static string Spaced(string words) => words.Replace(" ", Space);

    internal static string BeginningOf(string word) => Space + Spaced(word);

    private const string Space = "  ";

    public static byte[] Pack(IReadOnlyCollection<long> keys)
    {
        var packed = new byte[keys.Count * sizeof(long)];
        var at = 0;
        foreach (var key in keys)
            BinaryPrimitives.WriteInt64BigEndian(packed.AsSpan(sizeof(long) * at++), key);
        return packed;
    }

    public static IEnumerable<long> Unpack(byte[] packed) =>
        packed.Chunk(sizeof(long)).Select(bytes => BinaryPrimitives.ReadInt64BigEndian(bytes));
}

/// <summary>A word of a customer's names. While one has it, it is spelled in <see cref="NameSpelling"/>.</summary>
public sealed class NameWord
{
    public Guid OrganizationId { get; init; }

    [PersonalData]
    public string Word { get; init; } = "";
    public Guid CustomerId { get; init; }
}

/// <summary>A word of any customer's names under a key by which it is found in spite of a typing error.</summary>
public sealed class NameSpelling
{
    public Guid OrganizationId { get; init; }
    public long Key { get; init; }

    [PersonalData]
    public string Word { get; init; } = "";
}

/// <summary>A blocking key: two customers that share one are compared as possible duplicates.</summary>
public sealed class MatchKey
{
    public Guid OrganizationId { get; init; }
    public long Key { get; init; }
    public Guid CustomerId { get; init; }
}

/// <summary>
/// A change in the number of live customers of a branch; folded into <see cref="CustomerCount"/> now and then, so that writers never wait
/// for one counter row.
/// </summary>
public sealed class CustomerCountChange
{
    public Guid OrganizationId { get; init; }
    public Guid Id { get; init; }
    public Guid BranchId { get; init; }
    public int Live { get; init; }
    public int Archived { get; init; }
}

public sealed class CustomerCount
{
    public Guid OrganizationId { get; init; }

    /// <summary>All zeros stands for customers without a branch.</summary>
    public Guid BranchId { get; init; }
    public long Live { get; init; }
    public long Archived { get; init; }
}

public enum PairStatus
{
    Open,
    Merged,
    Dismissed,
}

/// <summary>Two customers that may be the same, waiting for a person's decision. The lower ID stands first.</summary>
public sealed class DuplicatePair : VersionedEntity
{
    public Guid LowId { get; init; }
    public Guid HighId { get; init; }
    public double Probability { get; set; }

    [PersonalData]
    public string Evidence { get; set; } = "[]";
    public PairStatus Status { get; set; }
    public DateTimeOffset FoundAt { get; init; }
    public DateTimeOffset? DecidedAt { get; set; }
    public Guid? DecidedById { get; set; }
}

/// <summary>A list as somebody wants to see it again: its query string and columns.</summary>
public sealed class SavedView : VersionedEntity
{
    public Guid UserId { get; init; }

    [NotPersonalData]
    public string Name { get; set; } = "";

    [PersonalData]
    public string Query { get; set; } = "";

    [NotPersonalData]
    public string Columns { get; set; } = "";
    public bool IsShared { get; set; }
    public int Position { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}
