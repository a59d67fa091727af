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
    /// <summary>Ends the name of a parameter that stands for many, such as "custom.KEY".</summary>
    public const string AnyKey = "KEY";
}

/// <summary>Bodies whose shape no class of the handler tells, for the description of the API.</summary>
public sealed record BodyNote(Action<OpenApiOperation, OpenApiDocument> Describe);

public static class EndpointNotes
{
    public static T TakesQuery<T>(this T endpoint, params (string Name, string Meaning)[] parameters)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new QueryNote(parameters));

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
