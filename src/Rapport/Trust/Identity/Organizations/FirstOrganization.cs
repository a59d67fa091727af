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
        await scope
            .ServiceProvider.GetRequiredService<CreateOrganization>()
            .Run(
                new CreateOrganization.Request(name, email, password)
                {
                    Country = settings["RAPPORT_COUNTRY"],
                    TimeZone = settings["RAPPORT_TIME_ZONE"],
                    Currency = settings["RAPPORT_CURRENCY"],
                },
                ct
            );
        logger.LogInformation("Created the organization named by RAPPORT_ORGANIZATION.");
    }

    public Task StopAsync(CancellationToken ct) => Task.CompletedTask;
}
