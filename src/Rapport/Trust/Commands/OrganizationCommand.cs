using System.CommandLine;
using System.Security.Cryptography;
using Rapport.Trust.Identity.Organizations;

namespace Rapport.Trust.Commands;

internal static class OrganizationCommand
{
    public static Command Make()
    {
        var name = new Argument<string>("name") { Description = "Name of the new organization" };
        var email = new Option<string>("--owner-email") { Description = "E-mail address the owner signs in with", Required = true };
        var password = new Option<string?>("--owner-password")
        {
            Description = "The owner's password; without one, a random one is printed",
        };
        var owner = new Option<string?>("--owner-name") { Description = "The owner's name" };
        var country = new Option<string?>("--country") { Description = "Country that phone numbers are read in, such as DE" };
        var zone = new Option<string?>("--time-zone") { Description = "Time zone, such as Europe/Berlin" };
        var currency = new Option<string?>("--currency") { Description = "Currency, such as EUR" };
        var add = new Command("add", "Create an organization and its owner") { name, email, password, owner, country, zone, currency };
        add.SetAction(
            (parsed, ct) =>
                CommandFault.Told(async () =>
                {
                    await using var scope = await CommandScope.Open(parsed, ct);
                    var chosen = parsed.GetValue(password);
                    var secret = chosen ?? RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 20);
                    var created = await scope
                        .Services.GetRequiredService<CreateOrganization>()
                        .Run(
                            new CreateOrganization.Request(parsed.GetValue(name), parsed.GetValue(email), secret)
                            {
                                OwnerName = parsed.GetValue(owner),
                                Country = parsed.GetValue(country),
                                TimeZone = parsed.GetValue(zone),
                                Currency = parsed.GetValue(currency),
                            },
                            ct
                        );
                    Console.WriteLine(
                        $"Created {parsed.GetValue(name)} ({created.OrganizationId}). {created.OwnerEmail} signs in as its owner."
                    );
                    if (chosen is null)
                        Console.WriteLine($"Password: {secret}");
                })
        );
        return new Command("organization", "Organizations of this installation") { add };
    }
}
