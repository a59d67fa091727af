using Rapport.Platform.Http;

namespace Rapport.Trust.Identity.Organizations;

/// <summary>On an empty database, makes the organization that the environment names, before the server listens.</summary>
internal sealed class FirstOrganization(
    IServiceScopeFactory scopes,
    Organizations organizations,
    IConfiguration settings,
    ILogger<FirstOrganization> logger
) : IHostedService
{
    public async Task StartAsync(CancellationToken ct)
    {
        var (name, email, password) = (
            settings["RAPPORT_ORGANIZATION"],
            settings["RAPPORT_OWNER_EMAIL"],
            settings["RAPPORT_OWNER_PASSWORD"]
        );
        if (
            string.IsNullOrWhiteSpace(name)
            || string.IsNullOrWhiteSpace(email)
            || string.IsNullOrWhiteSpace(password)
            || await organizations.Any(ct)
        )
            return;
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await Create(scope, name, email, password, ct);
            logger.LogInformation("Created the organization named by RAPPORT_ORGANIZATION.");
        }
        catch (Refusal refused) when (refused.Code is "set_up_done" or "organization_exists")
        {
            logger.LogInformation("Another node has created the organization named by RAPPORT_ORGANIZATION.");
        }
    }

    private Task Create(AsyncServiceScope scope, string name, string email, string password, CancellationToken ct) =>
        scope
            .ServiceProvider.GetRequiredService<CreateOrganization>()
            .Run(
                new CreateOrganization.Request(name, email, password)
                {
                    IsFirst = true,
                    Country = settings["RAPPORT_COUNTRY"],
                    TimeZone = settings["RAPPORT_TIME_ZONE"],
                    Currency = settings["RAPPORT_CURRENCY"],
                },
                ct
            );

    public Task StopAsync(CancellationToken ct) => Task.CompletedTask;
}
