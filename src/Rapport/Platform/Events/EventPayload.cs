using System.Buffers;
using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Platform.Events;

/// <summary>
/// Turns events into lines of the log and back: the payload with the sender's address, sealed where it holds personal data.
/// </summary>
public sealed class EventPayload(RapportDb db, PersonKeys keys, TimeProvider clock)
{
    public async Task<List<EventRow>> Write(IReadOnlyList<DomainEvent> events, IReadOnlySet<Guid> newPeople, CancellationToken ct)
    {
        var people = events.Select(e => e.PersonId).OfType<Guid>().Distinct().ToList();
        var opened = people.Count == 0 ? null : await keys.Of(people, newPeople, ct);
        var tenant = db.Tenant;
        var ip = tenant.Ip?.ToString();
        var now = clock.Now();
        return events
            .Select(happened =>
            {
                var id = Ids.Next();
                var plain = Plain(happened.Payload(), ip);
                return new EventRow
                {
                    OrganizationId = tenant.OrganizationId,
                    Id = id,
                    Name = happened.Name,
                    SubjectType = happened.SubjectType,
                    SubjectId = happened.SubjectId,
                    ActorKind = tenant.ActorKind,
                    ActorId = tenant.ActorId,
                    OccurredAt = now,
                    PersonId = happened.PersonId,
                    Payload = happened.PersonId is { } person ? MasterKey.Seal(opened![person], plain, id.ToByteArray(true)) : plain,
                    Touches = string.Join(' ', happened.Touches),
                };
            })
            .ToList();
    }

    private static byte[] Plain(JsonElement data, string? ip)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WritePropertyName("data");
        data.WriteTo(json);
        json.WriteString("ip", ip);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The payloads of these lines, null where the person was erased.</summary>
    public async Task<Dictionary<Guid, JsonElement?>> Read(IReadOnlyCollection<EventRow> lines, CancellationToken ct)
    {
        var opened = await keys.Existing(lines.Select(l => l.PersonId).OfType<Guid>().Distinct().ToList(), ct);
        return lines.ToDictionary(
            line => line.Id,
            line =>
            {
                if (line.PersonId is not { } person)
                    return JsonSerializer.Deserialize<JsonElement>(line.Payload);
                return opened.TryGetValue(person, out var key)
                    ? JsonSerializer.Deserialize<JsonElement>(MasterKey.Unseal(key, line.Payload, line.Id.ToByteArray(true)))
                    : (JsonElement?)null;
            }
        );
    }
}
