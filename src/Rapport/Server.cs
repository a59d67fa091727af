using System.CommandLine;
using Rapport.Insight.Customer360;
using Rapport.Insight.Lifecycle;
using Rapport.Insight.Scoring;
using Rapport.Insight.Segments;
using Rapport.Insight.Workbench;
using Rapport.Platform;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Platform.Observability;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Live;
using Rapport.Records.Behaviour;
using Rapport.Records.Billing;
using Rapport.Records.Campaigns;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Records.Import;
using Rapport.Records.Interactions;
using Rapport.Records.Loyalty;
using Rapport.Records.Purchases;
using Rapport.Records.Sales;
using Rapport.Records.Samples;
using Rapport.Records.Service;
using Rapport.Records.Support;
using Rapport.Trust;
using Rapport.Trust.Permissions;

namespace Rapport;

/// <summary>The table of contents: platform first, then a line per module.</summary>
public static class Server
{
    private static readonly Module[] Modules =
    [
        new TrustModule(),
        new CustomersModule(),
        new FactsModule(),
        new ImportModule(),
        new SalesModule(),
        new BillingModule(),
        new LoyaltyModule(),
        new BehaviourModule(),
        new CampaignsModule(),
        new InteractionsModule(),
        new SupportModule(),
        new ServiceModule(),
        new PurchasesModule(),
        new SamplesModule(),
        new ScoringModule(),
        new SegmentsModule(),
        new LifecycleModule(),
        new Customer360Module(),
        new WorkbenchModule(),
    ];

    public static void AddModules(this IServiceCollection services, Database database, MasterKey master)
    {
        services.AddPlatform(database, master);
        foreach (var module in Modules)
            module.Add(services);
    }

    public static IEnumerable<Command> Commands() =>
        [.. Modules.SelectMany(module => module.Commands()), ImportCommand.Make(Modules.SelectMany(module => module.ImportCommands()))];

    /// <param name="also">Services that the tests put beside or in place of the program's own, such as a clock.</param>
    public static WebApplication Build(string[] arguments, Database database, MasterKey master, Action<IServiceCollection>? also = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory }
        );
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 4 << 20;
        });
        // The framework logs each request's address, and invitation links are secrets.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Services.AddModules(database, master);
        builder.Services.AddBackground();
        builder.Services.AddTrustBackground();
        foreach (var task in Schedule.All())
            builder.Services.AddSingleton(task);
        builder.Services.AddHostedService<RunSchedule>();
        builder.Services.AddTrustedProxies(builder.Configuration[TrustedProxies.Setting]);
        builder.Services.AddWeb();
        builder.Services.AddObservability();
        also?.Invoke(builder.Services);

        var app = builder.Build();
        // First: whatever follows asks who it is and how it came.
        app.UseForwardedHeaders();
        app.UseWeb();
        app.UseMiddleware<AnswerHead>();
        app.UseMiddleware<ProblemWriter>();
        // Named, so that an error page that is rendered in place of the one that failed is looked up anew.
        app.UseRouting();
        app.UseMiddleware<LimitReads>();
        app.UseTrust();
        app.UseMiddleware<CheckRequest>();
        app.UseAntiforgery();
        app.UseMiddleware<RefuseForeignPages>();
        app.UseMiddleware<Idempotency>();

        app.MapHealth();
        app.MapMetrics();
        app.MapWeb();
        app.MapLive().NeedsSignIn();
        foreach (var module in Modules)
            module.Map(app);
        return app;
    }
}
