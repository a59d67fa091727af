namespace Rapport.Platform.Http;

/// <summary>An answer that is not the one asked for; the one writer turns it into RFC 9457 problem details.</summary>
public abstract class Problem(int status, string code, string message) : Exception(message)
{
    public int Status => status;
    public string Code => code;
    public virtual IReadOnlyDictionary<string, object?> Details { get; } = new Dictionary<string, object?>();
}

/// <summary>A rule of the business says no: 409.</summary>
public sealed class Refusal(string code, string message, IReadOnlyDictionary<string, object?>? details = null) : Problem(409, code, message)
{
    public override IReadOnlyDictionary<string, object?> Details => details ?? base.Details;
}

/// <summary>Readable, but a field breaks a rule: 422 with the fields named.</summary>
public sealed class Invalid(IReadOnlyDictionary<string, string[]> errors) : Problem(422, "invalid", Summary(errors))
{
    public Invalid(string field, string error)
        : this(new Dictionary<string, string[]> { [field] = [error] }) { }

    public IReadOnlyDictionary<string, string[]> Errors => errors;
    public override IReadOnlyDictionary<string, object?> Details => new Dictionary<string, object?> { ["errors"] = errors };

    private static string Summary(IReadOnlyDictionary<string, string[]> errors) =>
        errors.Count == 1 ? errors.First().Value[0] : $"{errors.Count} fields need attention.";
}

/// <summary>Not readable as what it should be (type, date, UUID, word of a list): 400 with the fields named.</summary>
public sealed class Unreadable(IReadOnlyDictionary<string, string[]> errors) : Problem(400, "unreadable", errors.First().Value[0])
{
    public Unreadable(string field, string error)
        : this(new Dictionary<string, string[]> { [field] = [error] }) { }

    public override IReadOnlyDictionary<string, object?> Details => new Dictionary<string, object?> { ["errors"] = errors };
}

public sealed class Missing(string what) : Problem(404, "not_found", $"There is no such {what}.");

public sealed class Unauthenticated(string message = "Sign in first.") : Problem(401, "unauthenticated", message);

/// <summary>The caller lacks a permission, or has it in a narrower scope than this row needs; both are named.</summary>
public sealed class Forbidden(string permission, string? scope = null)
    : Problem(
        403,
        "forbidden",
        scope is null ? $"This needs the permission {permission}." : $"Your permission {permission} reaches {scope} records only."
    )
{
    public override IReadOnlyDictionary<string, object?> Details =>
        scope is null
            ? new Dictionary<string, object?> { ["permission"] = permission }
            : new Dictionary<string, object?> { ["permission"] = permission, ["scope"] = scope };
}

/// <summary>The record was changed since the caller read it: 412.</summary>
public sealed class Stale()
    : Problem(412, "stale", "Somebody changed this record since you opened it. Look at the new version, then save again.");

public sealed class TooMany(TimeSpan retryAfter) : Problem(429, "too_many_requests", "Too many tries. Wait a little, then try again.")
{
    public TimeSpan RetryAfter => retryAfter;
}

/// <summary>A read took longer than its caller should wait, and was stopped: 503.</summary>
public sealed class TooSlow()
    : Problem(
        503,
        "too_slow",
        "This took too long and was stopped. Ask for less, such as a shorter period or a longer word, or try again later."
    );

/// <summary>The database is away or held by another for too long; this passes by itself: 503.</summary>
public sealed class Unavailable()
    : Problem(503, Word, "The database does not answer at the moment. What was saved before is safe. Try again in a few seconds.")
{
    public const string Word = "unavailable";
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
}

/// <summary>The record lives on under another ID: 301 for reading, 308 for the rest.</summary>
public sealed class Moved(Guid from, Guid to) : Problem(308, "merged", "This record was merged into another.")
{
    public Guid From => from;
    public Guid To => to;
    public override IReadOnlyDictionary<string, object?> Details => new Dictionary<string, object?> { ["merged_into"] = to };
}

/// <summary>Collects what is wrong with a request, field by field, so that all of it is told at once.</summary>
public sealed class Errors
{
    private readonly Dictionary<string, List<string>> found = [];

    public bool Any => found.Count > 0;

    public void Add(string field, string error)
    {
        if (!found.TryGetValue(field, out var list))
            found[field] = list = [];
        list.Add(error);
    }

    public IReadOnlyDictionary<string, string[]> ByField => found.ToDictionary(f => f.Key, f => f.Value.ToArray());

    public void ThrowInvalid()
    {
        if (Any)
            throw new Invalid(ByField);
    }

    public void ThrowUnreadable()
    {
        if (Any)
            throw new Unreadable(ByField);
    }
}
