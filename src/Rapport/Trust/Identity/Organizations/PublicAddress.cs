using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.Organizations;

/// <summary>
/// Where people reach this server, for the links that are sent to them: <c>RAPPORT_URL</c>, else the address at which the organization's
/// owner first signed in. What a request says of its host is anybody's word.
/// </summary>
public sealed class PublicAddress
{
    public const string Setting = "RAPPORT_URL";
    private readonly string? configured;

    /// <param name="services">A command runs without the settings of a server.</param>
    public PublicAddress(IServiceProvider services) => configured = Read(services.GetService<IConfiguration>()?[Setting]);

    internal static string AsSeen(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}";

    /// <summary>The address of a page; its path alone while no owner has signed in.</summary>
    public async Task<string> Of(RapportDb db, string path, CancellationToken ct) => (configured ?? await Stored(db, ct)) + path;

    /// <summary>In the running change: an owner was let in at this address.</summary>
    internal async Task Remember(RapportDb db, Guid user, string? seen, CancellationToken ct)
    {
        if (configured is not null || seen is not { Length: <= 300 } || Uri.TryCreate(seen, UriKind.Absolute, out _) is false)
            return;
        await db.Execute(
            $"""
            update organizations set public_url = {seen} where id = {db.TenantId} and public_url is null and exists (
              select 1 from user_roles g join roles r on r.organization_id = g.organization_id and r.id = g.role_id
              where g.organization_id = {db.TenantId} and g.user_id = {user} and r.key = {BuiltInRoles.Owner})
            """,
            ct
        );
    }

    private static async Task<string?> Stored(RapportDb db, CancellationToken ct) =>
        (await db.Rows($"select public_url from organizations where id = {db.TenantId}", row => row.TextOrNull(0), ct)).SingleOrDefault();

    private static string? Read(string? setting) =>
        string.IsNullOrWhiteSpace(setting) ? null
        : Uri.TryCreate(setting.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0
            ? url.ToString().TrimEnd('/')
        : throw new FormatException($"{Setting} must be an address such as https://crm.example.com; '{setting}' is none.");
}
