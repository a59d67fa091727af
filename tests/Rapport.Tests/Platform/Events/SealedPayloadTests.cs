using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Tests.Platform.Events;

[Trait("Spec", "PLT-6")]
public abstract class SealedPayloadTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : SealedPayloadTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : SealedPayloadTests(server), IClassFixture<PostgresServer>;

    private const string Secret = "Ada Lovelace, St James's Square";

    [Fact]
    public async Task Personal_data_in_an_event_cannot_be_read_in_the_database()
    {
        await Note(Secret, about: Ids.Next());
        await Note("nothing personal", about: null);

        var payloads = await Plain(c =>
            c.Rows(
                $"select payload from events where name = 'test.noted' order by id",
                row => Encoding.UTF8.GetString(row.Bytes(0)),
                default
            )
        );

        Assert.DoesNotContain(payloads, p => p.Contains("Ada", StringComparison.Ordinal));
        Assert.Contains(payloads, p => p.Contains("nothing personal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_key_opens_it()
    {
        var id = await Note(Secret, about: Ids.Next());

        Assert.Equal(Secret, await Read(id));
    }

    [Fact]
    public async Task A_person_has_one_key_however_many_events_tell_of_them()
    {
        var person = Ids.Next();
        var (first, second) = (await Note("first", person), await Note("second", person));

        Assert.Equal(1, await Count($"select count(*) from person_keys where id = {person}"));
        Assert.Equal(("first", "second"), (await Read(first), await Read(second)));
    }

    [Fact]
    public async Task Without_the_persons_key_it_is_gone_and_the_log_stays_whole()
    {
        var person = Ids.Next();
        var id = await Note(Secret, person);

        await Plainly($"delete from person_keys where id = {person}");

        Assert.Null(await Read(id));
        Assert.Null((await Server.Node.Services.GetRequiredService<VerifyLog>().One(Organization, default)).Fault);
    }

    [Fact]
    public async Task Another_master_key_does_not_open_it()
    {
        var id = await Note(Secret, about: Ids.Next());

        await Assert.ThrowsAnyAsync<CryptographicException>(() =>
            In(async services =>
            {
                var db = services.GetRequiredService<RapportDb>();
                return await new EventPayload(db, new PersonKeys(db, new MasterKey(RandomNumberGenerator.GetBytes(32)), Clock), Clock).Read(
                    await Lines(services, id),
                    default
                );
            })
        );
    }

    private Task<Guid> Note(string text, Guid? about) =>
        Change(
            (_, changes) =>
            {
                var id = Ids.Next();
                changes.Raise(new Noted(id, text, about));
                return id;
            }
        );

    private Task<string?> Read(Guid subject) =>
        In(async services =>
        {
            var lines = await Lines(services, subject);
            var payload = (await services.GetRequiredService<EventPayload>().Read(lines, default))[lines[0].Id];
            return payload?.GetProperty("data").GetProperty("text").GetString();
        });

    private static Task<List<EventRow>> Lines(IServiceProvider services, Guid subject)
    {
        var db = services.GetRequiredService<RapportDb>();
        return db.Rows(
            $"select {Sealer.Columns} from events where organization_id = {db.TenantId} and subject_id = {subject}",
            Sealer.Read,
            default
        );
    }
}
