using Microsoft.OpenApi;

namespace Rapport.Platform.Http;

/// <summary>What an endpoint asks of its caller, for the description of the API.</summary>
public interface ITellsNeed
{
    string? Need { get; }
}

/// <summary>The query parameters that a handler reads itself: described, and the only ones taken.</summary>
public sealed record QueryNote(IReadOnlyList<(string Name, string Meaning)> Parameters)
{
    /// <summary>False where the description shows them as fields of the form: clients cannot have one name twice.</summary>
    public bool IsDescribed { get; init; } = true;

    /// <summary>Ends the name of a parameter that stands for many, such as "custom.KEY".</summary>
    public const string AnyKey = "KEY";
}

/// <summary>Bodies whose shape no class of the handler tells, for the description of the API.</summary>
public sealed record BodyNote(Action<OpenApiOperation, OpenApiDocument> Describe);

/// <summary>What a tag of the API's description stands for.</summary>
public sealed record TagNote(string Name, string Meaning);

/// <summary>The handler reads If-Match and answers 412 when the record was changed since.</summary>
public sealed record VersionNote;

/// <summary>After too many failed attempts the handler answers 429.</summary>
public sealed record ThrottleNote;

public static class EndpointNotes
{
    /// <summary>
    /// The operation's ID (verb and object in camelCase; generated clients name their methods after it, so it is never renamed) and its
    /// summary.
    /// </summary>
    public static T Named<T>(this T endpoint, string id, string summary)
        where T : IEndpointConventionBuilder => endpoint.WithName(id).WithSummary(summary);

    /// <summary>The tag of these routes and what it stands for; other routes with the same tag name it with <c>WithTags</c>.</summary>
    public static T Tagged<T>(this T endpoint, string tag, string meaning)
        where T : IEndpointConventionBuilder => endpoint.WithTags(tag).WithMetadata(new TagNote(tag, meaning));

    public static T TakesIfMatch<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new VersionNote());

    public static T IsThrottled<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new ThrottleNote());

    public static T TakesQuery<T>(this T endpoint, params (string Name, string Meaning)[] parameters)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new QueryNote(parameters));

    /// <summary>Fields of the form that are taken from the query as well.</summary>
    public static T TakesFormInQuery<T>(this T endpoint, params (string Name, string Meaning)[] parameters)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new QueryNote(parameters) { IsDescribed = false });

    /// <inheritdoc cref="NotInteractive"/>
    public static T TakesItsTime<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new NotInteractive());

    public static T Tells<T>(this T endpoint, Action<OpenApiOperation, OpenApiDocument> describe)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new BodyNote(describe));

    /// <summary>A list: the parameters of every page, and its own filters.</summary>
    public static T TakesPage<T>(this T endpoint, params (string Name, string Meaning)[] filters)
        where T : IEndpointConventionBuilder =>
        endpoint.TakesParts([.. filters, ("sort", "Field to sort by; a minus in front turns it round")]);

    /// <summary>A list with one order.</summary>
    public static T TakesParts<T>(this T endpoint, params (string Name, string Meaning)[] filters)
        where T : IEndpointConventionBuilder =>
        endpoint.TakesShortPages([.. filters, ("cursor", "next_cursor of the page before, instead of page")]);

    /// <summary>A list that is never long enough to need a cursor.</summary>
    public static T TakesShortPages<T>(this T endpoint, params (string Name, string Meaning)[] filters)
        where T : IEndpointConventionBuilder =>
        endpoint.TakesQuery([
            .. filters,
            ("page", "Number of the page, from 1; up to 10,000 rows deep"),
            ("limit", "Rows a page, 1 to 200; 25 when left out"),
            ("count", "exact: count beyond 10,000 too"),
        ]);

    public static readonly (string Name, string Meaning) WithArchived = ("include_archived", "true: archived ones too");
}
