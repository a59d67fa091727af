using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace Rapport.Tests.Security;

/// <summary>Names that a page reads from its address.</summary>
internal static class PageQuery
{
    private static readonly ILookup<string, Type> Pages = typeof(Server)
        .Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<RouteAttribute>().Select(route => (route.Template, type)))
        .ToLookup(page => page.Template.TrimEnd('/'), page => page.type);

    public static IReadOnlyList<string> Of(Route route) =>
        [
            .. from page in Pages[route.Pattern]
            from property in page.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            let read = property.GetCustomAttribute<SupplyParameterFromQueryAttribute>()
            where read is not null
            select read.Name ?? property.Name,
        ];
}
