using Rapport.Platform.Data;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>
/// In which organization a login is: asked before one is entered, hence past row-level security, and no more than that.
/// </summary>
public sealed class LoginPlaces(Database database)
{
    public sealed record Place(Guid LoginId, Guid OrganizationId, Guid UserId);

    public Task<Place?> OfEmail(string normalized, CancellationToken ct) => Find($"normalized_email = {normalized}", ct);

    public Task<Place?> OfName(string normalized, CancellationToken ct) => Find($"normalized_user_name = {normalized}", ct);

    public Task<Place?> OfId(Guid id, CancellationToken ct) => Find($"id = {id}", ct);

    public Task<Place?> OfPasskey(byte[] credential, CancellationToken ct) =>
        Find($"id = (select user_id from login_passkeys where credential_id = {credential})", ct);

    /// <summary>Whether this person has been let in from this address of late.</summary>
    public async Task<bool> HasBeenAt(Place place, string address, DateTimeOffset since, CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        var found = await connection.Rows(
            $"""
            select 1 from sessions where organization_id = {place.OrganizationId} and user_id = {place.UserId}
              and ip = {address} and created_at > {since} limit 1
            """,
            row => row.Int(0),
            ct
        );
        return found.Count > 0;
    }

    private async Task<Place?> Find(Sql which, CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        return (
            await connection.Rows(
                $"select id, organization_id, user_id from logins where {which}",
                row => new Place(row.Id(0), row.Id(1), row.Id(2)),
                ct
            )
        ).SingleOrDefault();
    }
}
