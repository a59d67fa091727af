using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.Keys;

public sealed record ApiKeyView(
    Guid Id,
    string Name,
    string Prefix,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt
);

public abstract record ApiKeyEvent(Guid ApiKeyId) : DomainEvent
{
    public override string SubjectType => "api_key";
    public override Guid SubjectId => ApiKeyId;
}

[EventName("api_key.created")]
public sealed record ApiKeyCreated(Guid ApiKeyId, string Key, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt)
    : ApiKeyEvent(ApiKeyId);

[EventName("api_key.revoked")]
public sealed record ApiKeyRevoked(Guid ApiKeyId, string Key) : ApiKeyEvent(ApiKeyId);

/// <summary>
/// One's own keys for programs. A key holds of the permissions it was given what its owner held when it was made, as far as they hold it
/// still.
/// </summary>
public sealed class KeepApiKeys(RapportDb db, Changes changes, Access access, CallerCache callers, TimeProvider clock)
{
    private const int MaxKeys = 100;

    public sealed record Request(string? Name, string[]? Scopes, DateTimeOffset? ExpiresAt = null);

    public sealed record Response(ApiKeyView Key, Token Secret);

    public async Task<Response> Create(Request request, CancellationToken ct)
    {
        var user = access.RequirePerson();
        var scopes = Check(request);
        var grants = access.Caller.Grants.Within(scopes.Select(Words.Parse<Permission>).ToHashSet());
        if (grants.Scopes.Count < scopes.Length)
            throw new Users.BeyondOwnRights();
        var (held, hidden) = grants.Stored();
        await using var change = await changes.Begin(ct);
        if (await db.ApiKeys.CountAsync(k => k.UserId == user && k.RevokedAt == null, ct) >= MaxKeys)
            throw new Refusal("too_many_keys", $"You have {MaxKeys} keys. Revoke one first.");
        var secret = Token.Make(TokenKind.ApiKey, db.TenantId);
        var key = new ApiKey
        {
            // The first characters are the organization's; the last ones tell keys apart.
            UserId = user,
            Name = request.Name!.Trim(),
            Prefix = $"rk_…{secret.Text[^4..]}",
            TokenHash = secret.Hash,
            Scopes = string.Join(' ', scopes),
            GrantsJson = held,
            MasksJson = hidden,
            CreatedAt = clock.Now(),
            ExpiresAt = request.ExpiresAt,
        };
        db.Add(key);
        key.Raise(new ApiKeyCreated(key.Id, key.Name, scopes, key.ExpiresAt));
        await change.Save(ct);
        return new Response(new ApiKeyView(key.Id, key.Name, key.Prefix, scopes, key.CreatedAt, key.ExpiresAt, null), secret);
    }

    public async Task Revoke(Guid id, CancellationToken ct)
    {
        var user = access.RequirePerson();
        await using var change = await changes.Begin(ct);
        var key =
            await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id && k.UserId == user && k.RevokedAt == null, ct)
            ?? throw new Missing("API key");
        key.RevokedAt = clock.Now();
        key.Raise(new ApiKeyRevoked(id, key.Name));
        await change.Save(ct);
        callers.Forget(db.TenantId);
    }

    /// <summary>After a reset of the password: whoever knew the old one may have made some.</summary>
    internal static async Task RevokeAll(RapportDb db, Changes changes, Guid user, DateTimeOffset now, CancellationToken ct)
    {
        foreach (
            var (id, name) in await db.Rows(
                $"""
                update api_keys set revoked_at = {now} where organization_id = {db.TenantId} and user_id = {user} and revoked_at is null
                returning id, name
                """,
                row => (row.Id(0), row.Text(1)),
                ct
            )
        )
            changes.Raise(new ApiKeyRevoked(id, name));
    }

    private string[] Check(Request request)
    {
        var errors = new Errors();
        var scopes = (request.Scopes ?? []).Distinct().ToArray();
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Trim().Length > 100)
            errors.Add("name", "Enter a name of up to 100 characters.");
        if (scopes.Length == 0)
            errors.Add("scopes", "Name at least one permission.");
        foreach (var unknown in scopes.Where(s => !Words.TryParse<Permission>(s, out _)).Take(3))
            errors.Add("scopes", $"There is no permission called {(unknown?.Length > 60 ? unknown[..60] : unknown)}.");
        if (request.ExpiresAt <= clock.Now())
            errors.Add("expires_at", "Choose a time to come.");
        errors.ThrowInvalid();
        return scopes;
    }
}

/// <summary>One's own keys and sessions as lists, newest first.</summary>
public sealed class FindOwnTokens(Reads reads, Access access, TimeProvider clock)
{
    public sealed record SessionView(
        Guid Id,
        string? Device,
        string? Ip,
        DateTimeOffset CreatedAt,
        DateTimeOffset LastSeenAt,
        DateTimeOffset ExpiresAt
    )
    {
        public bool IsCurrent { get; init; }
    }

    public Task<Page<ApiKeyView>> Keys(Paging paging, CancellationToken ct) =>
        new Listing<ApiKeyView>(KeyColumns, Sql.Raw("api_keys k"), OwnKeys, ReadKey) { Id = "k.id", IdOf = k => k.Id }.Run(
            reads,
            paging,
            descending: true,
            ct
        );

    public async Task<ApiKeyView> Key(Guid id, CancellationToken ct) =>
        (await reads.Rows($"select {KeyColumns} from api_keys k where {OwnKeys} and k.id = {id}", ReadKey, ct)).SingleOrDefault()
        ?? throw new Missing("API key");

    private static readonly Sql KeyColumns = Sql.Raw("k.id, k.name, k.prefix, k.scopes, k.created_at, k.expires_at, k.last_used_at");

    private Sql OwnKeys => $"k.organization_id = {reads.Tenant} and k.user_id = {access.RequirePerson()} and k.revoked_at is null";

    private static ApiKeyView ReadKey(Row row) =>
        new(row.Id(0), row.Text(1), row.Text(2), row.Text(3).Split(' '), row.Time(4), row.TimeOrNull(5), row.TimeOrNull(6));

    public Task<Page<SessionView>> Sessions(Paging paging, CancellationToken ct) =>
        new Listing<SessionView>(
            Sql.Raw("s.id, s.device, s.ip, s.created_at, s.last_seen_at, coalesce(s.refresh_expires_at, s.expires_at)"),
            Sql.Raw("sessions s"),
            $"""
            s.organization_id = {reads.Tenant} and s.user_id = {access.RequirePerson()} and s.revoked_at is null
            and coalesce(s.refresh_expires_at, s.expires_at) > {clock.Now()}
            """,
            row => new SessionView(row.Id(0), row.TextOrNull(1), row.TextOrNull(2), row.Time(3), row.Time(4), row.Time(5))
            {
                IsCurrent = row.Id(0) == access.Caller.SessionId,
            }
        )
        {
            Id = "s.id",
            IdOf = s => s.Id,
        }.Run(reads, paging, descending: true, ct);
}
