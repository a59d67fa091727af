using Rapport.Platform.Data;

namespace Rapport.Records.Facts;

/// <summary>Facts from other systems: taken in, kept, listed and told on timelines by one engine for all kinds.</summary>
public static class FactsModule
{
    public static void AddFacts(this IServiceCollection services)
    {
        services.AddScoped<FactSummaries>().AddScoped<IFollowChanges, KeepFactsInStep>();
    }
}
