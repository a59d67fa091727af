using System.Security.Cryptography;
using Rapport.Platform.Data;

namespace Rapport.Platform.Events;

/// <summary>
/// Seals payloads that hold personal data. A person's key is made with the first such event, so that an import of a million rows makes
/// none.
/// </summary>
public sealed class PersonKeys(RapportDb db, MasterKey master, TimeProvider clock)
{
    private readonly Dictionary<Guid, byte[]> opened = [];
    private byte[]? wrapping;

    private byte[] Wrapping => wrapping ??= master.For("person-keys", db.TenantId);

    /// <summary>A stored key for reads that run beside the scope's database.</summary>
    public static byte[] Unwrap(MasterKey master, Guid organization, Guid person, byte[] wrapped) =>
        MasterKey.Unseal(master.For("person-keys", organization), wrapped, person.ToByteArray(true));

    /// <summary>The keys of these people, new ones for those who have none yet; new ones are saved with the caller's transaction.</summary>
    public async Task<IReadOnlyDictionary<Guid, byte[]>> Of(
        IReadOnlyCollection<Guid> people,
        IReadOnlySet<Guid> surelyNew,
        CancellationToken ct
    )
    {
        var unknown = people.Where(p => !opened.ContainsKey(p)).ToList();
        var stored = unknown.Where(p => !surelyNew.Contains(p)).ToList();
        if (stored.Count > 0)
            await Open(stored, ct);
        foreach (var person in unknown.Where(p => !opened.ContainsKey(p)))
        {
            var key = RandomNumberGenerator.GetBytes(32);
            db.Add(
                new PersonKey
                {
                    Id = person,
                    OrganizationId = db.TenantId,
                    Wrapped = MasterKey.Seal(Wrapping, key, person.ToByteArray(true)),
                    CreatedAt = clock.Now(),
                }
            );
            opened[person] = key;
        }
        return opened;
    }

    /// <summary>The keys that still exist; a person who was erased has none.</summary>
    public async Task<IReadOnlyDictionary<Guid, byte[]>> Existing(IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        await Open(people.Where(p => !opened.ContainsKey(p)).ToList(), ct);
        return opened;
    }

    private async Task Open(IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        if (people.Count == 0)
            return;
        var rows = await db.Rows(
            $"select id, wrapped from person_keys where organization_id = {db.TenantId} and {Sql.In("id", people)}",
            row => (Id: row.Id(0), Wrapped: row.Bytes(1)),
            ct
        );
        foreach (var (id, wrapped) in rows)
            opened[id] = MasterKey.Unseal(Wrapping, wrapped, id.ToByteArray(true));
    }
}
