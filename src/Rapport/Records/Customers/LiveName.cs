using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>Whom a name of the live stream stands for.</summary>
public enum LiveReach
{
    /// <summary>A list or setting of the organization, such as "tags".</summary>
    Organization,

    /// <summary>Something of one customer, with the customer's ID, such as "order:0190…".</summary>
    Customer,

    /// <summary>Something of one user, with the user's ID.</summary>
    User,

    /// <summary>A single record that everybody with the permission may follow, with its ID.</summary>
    Record,
}

/// <summary>A name under which open pages hear of changes, and who may hear it. Modules register theirs; no other name is passed
/// on.</summary>
public sealed record LiveName(string Name, LiveReach Of, Permission? Read = null, bool IsPaymentData = false)
{
    /// <summary>The name under which this user, or everybody of this branch, alone hears of a record.</summary>
    public static string For(string name, Guid? only) => only is { } id ? $"{name}@{id}" : name;
}

public static class LiveNames
{
    /// <summary>Lists or settings that are heard with this permission.</summary>
    public static IServiceCollection AddLiveLists(this IServiceCollection services, Permission read, params string[] names) =>
        services.AddLive(LiveReach.Organization, read, names);

    /// <summary>Sections of a customer that are heard with this permission.</summary>
    public static IServiceCollection AddLiveOfCustomer(this IServiceCollection services, Permission read, params string[] names) =>
        services.AddLive(LiveReach.Customer, read, names);

    public static IServiceCollection AddLive(this IServiceCollection services, LiveReach of, Permission? read, params string[] names)
    {
        foreach (var name in names)
            services.AddSingleton(new LiveName(name, of, read));
        return services;
    }
}
