using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Files;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Platform.Observability;

namespace Rapport.Platform;

/// <summary>What every module stands on: storage, the event log, jobs, the manners of the API.</summary>
public static class PlatformModule
{
    public static void AddPlatform(this IServiceCollection services, Database database, MasterKey master)
    {
        services.AddSingleton(database).AddSingleton(master).AddSingleton(TimeProvider.System);
        services.AddSingleton(ReadLimit.OfSetting());
        services.AddScoped<Tenant>().AddScoped<Changes>().AddScoped<Reads>().AddSingleton<Schema>().AddSingleton<Statistics>();
        // Made once: options of their own would cost each request more than many a query.
        services.AddDbContext<RapportDb>(options => Configure(options, database), ServiceLifetime.Scoped, ServiceLifetime.Singleton);

        services
            .AddSingleton<EventChain>()
            .AddSingleton<Sealer>()
            .AddSingleton<VerifyLog>()
            .AddSingleton<EventReaders>()
            .AddSingleton<LogSignal>()
            .AddSingleton<SealedSignal>();
        services.AddScoped<FileStore>();
        services.AddScoped<PersonKeys>().AddScoped<EventPayload>();
        services.AddScoped<CriteriaFields>();
        services.AddSingleton<JobQueue>().AddSingleton<JobSignal>().AddSingleton<Backlog>().AddSingleton<Readiness>();

        services.Configure<JsonOptions>(json => ApiJson.ForRequests(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    /// <summary>What runs beside the requests of a server; a command-line run does without.</summary>
    public static void AddBackground(this IServiceCollection services) =>
        services.AddHostedService<SealLog>().AddHostedService<RunReaders>().AddHostedService<RunJobs>();

    internal static void Configure(DbContextOptionsBuilder options, Database database)
    {
        // A column that SQLite alone has is mapped, then taken out of the other model.
        options.ConfigureWarnings(w => w.Ignore(Microsoft.EntityFrameworkCore.Diagnostics.CoreEventId.MappedPropertyIgnoredWarning));
        if (database.Engine == Engine.Postgres)
            options.UseNpgsql(database.ConnectionText).AddInterceptors(new EnterTenant(), new MeasureStatements(Engine.Postgres));
        else
            options
                .UseSqlite(database.ConnectionText)
                .AddInterceptors(new SyncTogether(), new StopReads(), new MeasureStatements(Engine.Sqlite));
    }
}
