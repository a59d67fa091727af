using System.CommandLine;
using Rapport.Platform;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Import;
using Rapport.Trust;

namespace Rapport;

/// <summary>The table of contents: platform first, then a line per module.</summary>
public static class Server
{
    public static void AddModules(this IServiceCollection services, Database database, MasterKey master)
    {
        services.AddPlatform(database, master);
        services.AddTrust();
        services.AddCustomers();
        services.AddImport();
    }

    public static IEnumerable<Command> Commands() => [.. TrustModule.Commands(), .. ImportModule.Commands()];

    public static WebApplication Build(string[] arguments, Database database, MasterKey master)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
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
        builder.Services.AddWeb();

        var app = builder.Build();
        app.UseWeb();
        app.UseMiddleware<ProblemWriter>();
        app.UseTrust();
        app.UseMiddleware<Idempotency>();
        app.UseAntiforgery();

        app.MapHealth();
        app.MapWeb();
        app.MapTrust();
        app.MapCustomers();
        app.MapImport();
        return app;
    }
}
