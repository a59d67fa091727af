using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;

namespace Rapport.Platform.Http;

/// <summary>The first answer to a POST with an Idempotency-Key, kept with the change itself.</summary>
public sealed class StoredAnswer
{
    public Guid OrganizationId { get; init; }
    public Guid CallerId { get; init; }

    [NotPersonalData]
    public string Key { get; init; } = "";

    [NotPersonalData]
    public byte[] RequestHash { get; init; } = [];
    public int Status { get; init; }

    [NotPersonalData]
    public string? Location { get; init; }

    [NotPersonalData]
    public string? ContentType { get; init; }

    [PersonalData]
    public byte[] Body { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class StoredAnswerTable : IEntityTypeConfiguration<StoredAnswer>
{
    public void Configure(EntityTypeBuilder<StoredAnswer> answer)
    {
        answer.ToTable("stored_answers");
        answer.HasKey(a => new
        {
            a.OrganizationId,
            a.CallerId,
            a.Key,
        });
        answer.Property(a => a.Key).HasMaxLength(200);
        answer.HasIndex(a => a.CreatedAt);
    }
}

/// <summary>
/// A POST with an Idempotency-Key runs inside one transaction with its stored answer, so a retry gets the first answer even when the
/// process died between commit and answer.
/// Only success is kept: what was refused changed nothing and may be tried again.
/// </summary>
public sealed class Idempotency(RequestDelegate next)
{
    /// <summary>The claim that says what the caller may do: an answer is not told again to somebody who may do other things by
    /// now.</summary>
    public const string Rights = "rights";

    private static readonly ConcurrentDictionary<string, Turn> Turns = new();

    private sealed class Turn
    {
        public readonly SemaphoreSlim Gate = new(1, 1);
        public int Waiting;
    }

    public async Task InvokeAsync(HttpContext http)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        var tenant = http.RequestServices.GetRequiredService<Tenant>();
        if (
            key.Length == 0
            || !HttpMethods.IsPost(http.Request.Method)
            || !ProblemWriter.IsApi(http)
            || !tenant.IsSet
            || http.GetEndpoint()?.Metadata.GetMetadata<StreamsAnswer>() is not null
        )
        {
            await next(http);
            return;
        }
        if (key.Length > 200 || StorableText.Fault(key) is not null)
            throw new Unreadable("Idempotency-Key", "It must be a text of up to 200 characters.");

        // Equal keys queue here, where they cost nothing, instead of each holding a connection.
        var caller = tenant.ActorId ?? Guid.Empty;
        var place = $"{tenant.OrganizationId}/{caller}/{key}";
        var turn = Turns.GetOrAdd(place, _ => new Turn());
        Interlocked.Increment(ref turn.Waiting);
        await turn.Gate.WaitAsync(http.RequestAborted);
        try
        {
            await RunOnce(http, tenant.OrganizationId, caller, key);
        }
        finally
        {
            turn.Gate.Release();
            if (Interlocked.Decrement(ref turn.Waiting) == 0)
                Turns.TryRemove(new(place, turn));
        }
    }

    private async Task RunOnce(HttpContext http, Guid organization, Guid caller, string key)
    {
        var ct = http.RequestAborted;
        var db = http.RequestServices.GetRequiredService<RapportDb>();
        var hash = await HashOf(http, ct);
        await using var change = await http.RequestServices.GetRequiredService<Changes>().Begin(ct);

        // The row is claimed first: on another node the same key waits here for this transaction's end.
        var claimed = await db.Execute(
            $"""
            insert into stored_answers (organization_id, caller_id, key, request_hash, status, body, created_at)
            values ({organization}, {caller}, {key}, {hash}, 0, {Array.Empty<byte>()},
              {http.RequestServices.GetRequiredService<TimeProvider>().Now()}) on conflict do nothing
            """,
            ct
        );
        if (claimed == 0)
        {
            await AnswerAgain(http, db, organization, caller, key, hash, ct);
            return;
        }

        var original = http.Response.Body;
        using var buffer = new MemoryStream();
        http.Response.Body = buffer;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = original;
        }
        if (http.Response.StatusCode is >= 200 and < 300)
        {
            await db.Execute(
                $"""
                update stored_answers set status = {http.Response.StatusCode}, location = {http.Response.Headers.Location.ToString()},
                  content_type = {http.Response.ContentType
                    ?? ""}, body = {MasterKey.Seal(SealOf(http, organization), WithETag(http.Response, buffer), hash)}
                where organization_id = {organization} and caller_id = {caller} and key = {key}
                """,
                ct
            );
            await change.Save(ct);
        }
        buffer.Position = 0;
        await buffer.CopyToAsync(original, ct);
    }

    private static async Task AnswerAgain(
        HttpContext http,
        RapportDb db,
        Guid organization,
        Guid caller,
        string key,
        byte[] hash,
        CancellationToken ct
    )
    {
        var first = (
            await db.Rows(
                $"""
                select request_hash, status, location, content_type, body from stored_answers
                where organization_id = {organization} and caller_id = {caller} and key = {key}
                """,
                row => (Hash: row.Bytes(0), Status: row.Int(1), Location: row.TextOrNull(2), Type: row.TextOrNull(3), Body: row.Bytes(4)),
                ct
            )
        ).Single();
        if (!first.Hash.AsSpan().SequenceEqual(hash))
            throw new Invalid("Idempotency-Key", "This key was used for another request.");
        http.Response.StatusCode = first.Status;
        if (!string.IsNullOrEmpty(first.Location))
            http.Response.Headers.Location = first.Location;
        if (!string.IsNullOrEmpty(first.Type))
            http.Response.ContentType = first.Type;
        http.Response.Headers["Idempotent-Replayed"] = "true";
        var stored = MasterKey.Unseal(SealOf(http, organization), first.Body, hash);
        var tag = stored.AsSpan().IndexOf((byte)'\n');
        if (tag > 0)
            http.Response.Headers.ETag = Encoding.UTF8.GetString(stored, 0, tag);
        await http.Response.Body.WriteAsync(stored.AsMemory(tag + 1), ct);
    }

    /// <summary>The version that was told stands in a line before the body.</summary>
    private static byte[] WithETag(HttpResponse response, MemoryStream body) =>
        [.. Encoding.UTF8.GetBytes($"{response.Headers.ETag}\n"), .. body.ToArray()];

    /// <summary>Answers are sealed at rest: a new API key or an invitation is told in one.</summary>
    private static byte[] SealOf(HttpContext http, Guid organization) =>
        http.RequestServices.GetRequiredService<MasterKey>().For("stored-answers", organization);

    private static async Task<byte[]> HashOf(HttpContext http, CancellationToken ct)
    {
        var request = http.Request;
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}\n{http.User.FindFirst(Rights)?.Value}\n"));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, ct)) > 0)
            hash.AppendData(buffer, 0, read);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}

/// <summary>Marks an endpoint whose answer is a long stream, which repeats safely by other means.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StreamsAnswer : Attribute;
