using System.ComponentModel.DataAnnotations.Schema;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;

namespace Rapport.Records.Facts;

/// <summary>
/// Something another system, or a person here, tells us: an order, a ticket, a visit. It has an external ID by which it is sent again,
/// corrected or taken back.
/// The properties of a fact are its format: <see cref="FactKind"/> reads names, types and limits from them.
/// </summary>
public abstract class Fact : VersionedEntity
{
    [PersonalData]
    public string ExternalId { get; set; } = "";

    /// <summary>Equal when everything that was sent is equal: a fact that comes again changes nothing.</summary>
    public long ContentHash { get; set; }
    public Guid? CreatedById { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The fields that were sent; what was left out may be filled in by <see cref="Complete"/>.</summary>
    [NotMapped]
    internal HashSet<string> Given { get; } = [];

    /// <summary>Fills in what follows from the rest, once all fields and lines are read.</summary>
    public virtual void Complete() { }

    internal void Take(Guid id, int version) => (Id, Version) = (id, version);

    /// <summary>Notes who brings it, when that is a person.</summary>
    public virtual void By(Guid? userId, Guid? branchId) => CreatedById = userId;

    /// <summary>To be called once all fields are written, before the fact is stored.</summary>
    public virtual void Settle() => Complete();

    /// <summary>The rules between the fields; what a single field may hold stands on the field.</summary>
    public virtual void Check(Errors errors) { }
}

/// <summary>A fact about one customer; it stands on the customer's timeline if it has something to say there.</summary>
public abstract class CustomerFact : Fact, ICustomerPart
{
    public Guid CustomerId { get; set; }

    /// <summary>When it happened, by which lists and the timeline are sorted; kept by <see cref="Settle"/>.</summary>
    public DateTimeOffset HappenedAt { get; set; }

    /// <summary>Users and branches that alone may read it; null when everybody may who sees the customer.</summary>
    [NotMapped]
    public virtual IReadOnlyList<Guid>? OnlyFor => null;

    /// <summary>When it happened, by its own fields.</summary>
    protected abstract DateTimeOffset Happened { get; }

    public override void Settle()
    {
        base.Settle();
        HappenedAt = Happened;
    }

    public abstract TimelineText? OnTimeline();
}

/// <summary>What a timeline entry says of a fact.</summary>
/// <param name="Type">What the timeline is filtered by.</param>
/// <param name="Title">The sentence, such as "Order 1001 - paid".</param>
/// <param name="More">What else it shows, as fields.</param>
public sealed record TimelineText(string Type, string Title, object? More = null)
{
    public bool IsPinned { get; init; }

    /// <summary>Only this user may read it.</summary>
    public Guid? OnlyUserId { get; init; }

    /// <summary>Only this branch may read it, and whoever wrote it.</summary>
    public Guid? OnlyBranchId { get; init; }

    private static readonly JsonSerializerOptions Compact = new(ApiJson.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The title and the rest as one JSON object, what is null left out.</summary>
    public string Details()
    {
        var title = $"{{\"title\":{JsonSerializer.Serialize(Title, ApiJson.Options)}";
        var more = More is null ? "{}" : JsonSerializer.Serialize(More, More.GetType(), Compact);
        return more.Length == 2 ? title + "}" : $"{title},{more.AsSpan(1)}";
    }
}

/// <summary>A line of a fact, such as an order's.</summary>
public abstract class FactLine
{
    public Guid OrganizationId { get; set; }
    public Guid FactId { get; set; }
    public int Position { get; set; }
}
