using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Panels;

/// <summary>How a module adds to the customer's page and to the one answer.</summary>
public static class PanelRegistration
{
    public static IServiceCollection AddCustomerPanel<TComponent>(this IServiceCollection services, CustomerPanel panel)
        where TComponent : PanelView => services.AddSingleton(panel with { Component = typeof(TComponent) });

    /// <param name="name">The name of its field in the answer.</param>
    /// <param name="isInAnswer">False of a part that only panels read.</param>
    public static IServiceCollection AddCustomerPart<TPart>(
        this IServiceCollection services,
        string name,
        Permission? permission = null,
        Mask? mask = null,
        bool isInAnswer = true
    )
        where TPart : CustomerPart =>
        services.AddSingleton(new CustomerPartKind(name, typeof(TPart), AnswerOf(typeof(TPart)), permission, mask, isInAnswer));

    public static IServiceCollection AddCustomerAction(this IServiceCollection services, CustomerAction action) =>
        services.AddSingleton(action);

    public static IServiceCollection AddCustomerTab(this IServiceCollection services, CustomerTab tab) => services.AddSingleton(tab);

    internal static void AddCustomerPanels(this IServiceCollection services)
    {
        services.AddSingleton<RegisteredParts>();
        services.AddSingleton<RegisteredPanels>();
        services
            .AddOptions<JsonOptions>()
            .PostConfigure<RegisteredParts>(
                (json, parts) =>
                    json.SerializerOptions.TypeInfoResolver = JsonTypeInfoResolver.WithAddedModifier(
                        json.SerializerOptions.TypeInfoResolver!,
                        parts.Describe
                    )
            );
    }

    private static Type AnswerOf(Type part) =>
        part.BaseType is { IsGenericType: true } of && of.GetGenericTypeDefinition() == typeof(CustomerPart<>)
            ? of.GetGenericArguments()[0]
            : AnswerOf(part.BaseType ?? throw new ArgumentException($"{part} is not a part of a customer."));
}
