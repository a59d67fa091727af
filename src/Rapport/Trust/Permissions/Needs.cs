using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Trust.Permissions;

/// <summary>What an endpoint or page asks of its caller. Every one carries either this or <see cref="OpenToAllAttribute"/>; a test holds that.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class NeedsAttribute : Attribute
{
    public NeedsAttribute(Permission permission) => Permission = permission;

    /// <summary>Any signed-in caller will do: it is about themself.</summary>
    public NeedsAttribute() { }

    public Permission? Permission { get; }
}

/// <summary>Open without signing in.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OpenToAllAttribute : Attribute;

public static class NeedsEndpoints
{
    public static T Needs<T>(this T endpoint, Permission permission) where T : IEndpointConventionBuilder => endpoint.WithMetadata(new NeedsAttribute(permission));

    public static T NeedsSignIn<T>(this T endpoint) where T : IEndpointConventionBuilder => endpoint.WithMetadata(new NeedsAttribute());

    public static T OpenToAll<T>(this T endpoint) where T : IEndpointConventionBuilder => endpoint.WithMetadata(new OpenToAllAttribute());
}

/// <summary>Checks, before anything is read, that the caller has what the endpoint needs. An endpoint that says nothing is shut.</summary>
public sealed class CheckNeeds(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http, Access access)
    {
        if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<OpenToAllAttribute>() is not null) return next(http);
        if (!access.IsKnown) throw new Unauthenticated();
        var needs = endpoint.Metadata.GetOrderedMetadata<NeedsAttribute>();
        if (needs.Count == 0) throw new Forbidden("none_declared");
        foreach (var permission in needs.Select(n => n.Permission).OfType<Permission>()) access.Require(permission);
        return next(http);
    }
}
