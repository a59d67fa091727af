using Microsoft.AspNetCore.Authorization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Trust.Permissions;

/// <summary>
/// What an endpoint or page asks of its caller. Every one carries either this or <see cref="OpenToAllAttribute"/>; a test holds that.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class NeedsAttribute : Attribute, ITellsNeed
{
    public NeedsAttribute(Permission permission) => Permission = permission;

    /// <summary>Any signed-in caller will do: it is about themself.</summary>
    public NeedsAttribute() { }

    public Permission? Permission { get; }
    public string? Need => Permission is { } permission ? Words.Of(permission) : null;
}

/// <summary>Open without signing in; on what the platform maps, the framework's own AllowAnonymous says the same.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OpenToAllAttribute : Attribute, IAllowAnonymous;

public static class NeedsEndpoints
{
    public static T Needs<T>(this T endpoint, Permission permission)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new NeedsAttribute(permission));

    public static T NeedsSignIn<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new NeedsAttribute());

    public static T OpenToAll<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new OpenToAllAttribute());
}

/// <summary>Checks, before anything is read, that the caller has what the endpoint needs. An endpoint that says nothing is shut.</summary>
public sealed class CheckNeeds(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http, Access access)
    {
        // What is no route of ours is routing's own answer to a wrong method or content type.
        if (http.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return next(http);
        if (!access.IsKnown)
            return SendToSignIn(http);
        var needs = endpoint.Metadata.GetOrderedMetadata<NeedsAttribute>();
        if (needs.Count == 0)
            throw new Forbidden("none_declared");
        foreach (var permission in needs.Select(n => n.Permission).OfType<Permission>())
            access.Require(permission);
        return next(http);
    }

    private static Task SendToSignIn(HttpContext http)
    {
        if (ProblemWriter.IsApi(http))
            throw new Unauthenticated();
        // An open page whose session has ended: this answer tells its stream not to ask again.
        if (http.Request.Headers.Accept.Contains("text/event-stream"))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
        // A form that was open when the session ended cannot be sent again; its page is where to go on.
        var wanted = HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : http.Request.Path.Value;
        http.Response.Redirect(
            http.Request.PathBase + "/sign-in" + (wanted is "/" or null ? "" : $"?return={Uri.EscapeDataString(wanted)}")
        );
        return Task.CompletedTask;
    }
}
