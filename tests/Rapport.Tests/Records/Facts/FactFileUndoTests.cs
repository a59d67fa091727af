using System.Data.Common;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Facts;
using Rapport.Records.Import.Runs;
using Rapport.Records.Import.Undo;

namespace Rapport.Tests.Records.Facts;

/// <summary>
/// A file of facts is taken back as a whole: what it brought goes, what it changed is as it was, what somebody worked on since stays and is
/// named.
/// </summary>
[Trait("Spec", "CUS-9")]
public abstract class FactFileUndoTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : FactFileUndoTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : FactFileUndoTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task What_the_file_brought_goes_and_what_it_changed_is_as_it_was()
    {
        var (id, customer) = await Customer();
        await Bulk(
            new
            {
                type = "order",
                external_id = $"{customer}-old",
                customer = new { external_id = customer },
                number = $"{customer}-old",
                status = "pending",
                ordered_at = "2026-02-01T10:00:00Z",
                currency = "EUR",
                lines = new[]
                {
                    new
                    {
                        description = "Bulb",
                        quantity = 2,
                        unit_price = 5,
                    },
                    new
                    {
                        description = "Fitting",
                        quantity = 1,
                        unit_price = 15,
                    },
                },
            }
        );
        var (before, titles) = (await SummaryOf(id), await TimelineTitles(id));
        var import = await Imported(
            $"number,customer,date,status,sku,description,qty,price\n{customer}-old,{customer},2026-02-03,paid,,Lamp,1,99\n"
                + $"{customer}-new,{customer},2026-02-04,paid,,Pads,1,10\n{customer}-new,{customer},2026-02-04,paid,,Oil,1,20\n"
        );
        Assert.Equal((2, 12_900L), ((await SummaryOf(id)).Orders, (await SummaryOf(id)).Gross));

        var undone = (await Api.Delete($"/api/imports/{import}")).Expect(200);

        Assert.Equal(
            ("undone", 1, 1, 0),
            (
                undone["state"].GetString(),
                undone["undo"].GetProperty("removed").GetInt32(),
                undone["undo"].GetProperty("restored").GetInt32(),
                undone["undo"].GetProperty("kept_count").GetInt32()
            )
        );
        Assert.Equal(before, await SummaryOf(id));
        Assert.Equal(titles, await TimelineTitles(id));
        var old = (await Api.Get($"/api/orders?external_id={customer}-old")).Expect(200)["data"][0];
        Assert.Equal(("pending", 25m), (old.GetProperty("status").GetString(), old.GetProperty("total").GetDecimal()));
        Assert.Equal(
            ["Bulb", "Fitting"],
            (await Api.Get($"/api/orders/{old.GetProperty("id").GetGuid()}"))["lines"]
                .EnumerateArray()
                .Select(l => l.GetProperty("description").GetString())
        );
        Assert.Equal(0, (await Api.Get($"/api/orders?external_id={customer}-new"))["total"].GetInt32());
        Assert.Equal("already_undone", (await Api.Delete($"/api/imports/{import}"))["type"].GetString()!.Split('/')[^1]);
        await Sound();
    }

    [Fact]
    public async Task What_somebody_changed_since_stays_and_is_named()
    {
        var (id, customer) = await Customer("Changed Charly");
        await Bulk(
            new
            {
                type = "ticket",
                external_id = $"{customer}-1",
                customer = new { external_id = customer },
                subject = "Was here",
                status = "open",
                priority = "low",
                opened_at = "2026-02-01T10:00:00Z",
            }
        );
        var import = await Imported(
            "external_id,customer,subject,priority,opened,status\n"
                + $"{customer}-1,{customer},From the file,high,2026-02-01T10:00:00Z,open\n"
                + $"{customer}-2,{customer},New,low,2026-02-02T10:00:00Z,open\n"
                + $"{customer}-3,{customer},Newer,low,2026-02-03T10:00:00Z,open\n"
                + $"{customer}-4,{customer},Gone,low,2026-02-03T10:00:00Z,open\n",
            "ticket"
        );
        async Task<Guid> Found(int n) =>
            (await Api.Get($"/api/tickets?external_id={customer}-{n}")).Expect(200)["data"][0].GetProperty("id").GetGuid();
        (await Api.Patch($"/api/tickets/{await Found(1)}", new { subject = "By hand" })).Expect(200);
        (await Api.Patch($"/api/tickets/{await Found(2)}", new { status = "closed" })).Expect(200);
        (await Api.Delete($"/api/tickets/{await Found(4)}")).Expect(204);

        var undo = (await Api.Delete($"/api/imports/{import}")).Expect(200)["undo"];

        Assert.Equal(
            (1, 0, 2),
            (undo.GetProperty("removed").GetInt32(), undo.GetProperty("restored").GetInt32(), undo.GetProperty("kept_count").GetInt32())
        );
        Assert.Equal(
            [$"{customer}-1", $"{customer}-2"],
            undo.GetProperty("kept").EnumerateArray().Select(k => k.GetProperty("external_id").GetString()).Order(StringComparer.Ordinal)
        );
        Assert.All(
            undo.GetProperty("kept").EnumerateArray(),
            k => Assert.Equal(("changed_since", id), (k.GetProperty("reason").GetString(), k.GetProperty("customer_id").GetGuid()))
        );
        Assert.Equal("By hand", (await Api.Get($"/api/tickets/{await Found(1)}"))["subject"].GetString());
        var page = (await Api.Get($"/imports/{import}")).Expect(200).Text;
        Assert.Contains("1 facts removed", page);
        Assert.Contains($"{customer}-2", page);
        Assert.Equal(1, (await SummaryOf(id)).OpenTickets);
        await Sound();
    }

    [Fact]
    public async Task What_waited_for_its_customer_waits_no_longer_and_goes_where_it_was_joined()
    {
        var (late, never) = ($"late-{Ids.Next():N}", $"never-{Ids.Next():N}");
        var import = await Imported(
            $"external_id,customer,subject,priority,opened,status\n1-{late},{late},Waited,low,2026-02-01T10:00:00Z,open\n"
                + $"2-{late},{never},Waits,low,2026-02-01T10:00:00Z,open\n",
            "ticket"
        );
        var id = (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    display_name = "Late Larry",
                    type = "individual",
                    external_id = late,
                }
            )
        ).Expect(201).Id;
        await Eventually(
            async () => (await Api.Get($"/api/tickets?external_id=1-{late}"))["total"].GetInt32() == 1,
            "the waiting ticket is joined"
        );

        var undo = (await Api.Delete($"/api/imports/{import}")).Expect(200)["undo"];

        Assert.Equal((2, 0), (undo.GetProperty("removed").GetInt32(), undo.GetProperty("kept_count").GetInt32()));
        Assert.Equal(0, (await Api.Get($"/api/tickets?customer_id={id}"))["total"].GetInt32());
        Assert.Equal(
            0,
            await Count($"select count(*) from waiting_facts where organization_id = {Organization} and external_id = {"2-" + late}")
        );
    }

    [Fact]
    public async Task A_fact_that_the_file_tells_twice_goes_back_through_both()
    {
        var (id, customer) = await Customer();
        var csv = new StringBuilder("external_id,customer,subject,priority,opened,status\n").Append(
            $"{customer}-0,{customer},First,low,2026-02-01T10:00:00Z,open\n"
        );
        for (var i = 1; i < 5_200; i++)
            csv.Append($"{customer}-{i},{customer},T{i},low,2026-02-01T10:00:00Z,open\n");
        csv.Append($"{customer}-0,{customer},Second,high,2026-02-01T10:00:00Z,open\n");
        var import = await Imported(csv.ToString(), "ticket");

        // Too long to be waited for.
        Assert.Equal(202, (await Api.Delete($"/api/imports/{import}")).Status);
        await Eventually(async () => (await Api.Get($"/api/imports/{import}"))["state"].GetString() == "undone", "the job undoes it");
        var done = (await Api.Get($"/api/imports/{import}"))["undo"];
        Assert.Equal(
            (0, 5_201),
            (done.GetProperty("kept_count").GetInt32(), done.GetProperty("removed").GetInt32() + done.GetProperty("restored").GetInt32())
        );
        Assert.Equal(
            (0, 0L),
            (
                (await SummaryOf(id)).OpenTickets,
                await Count($"select count(*) from tickets where organization_id = {Organization} and customer_id = {id}")
            )
        );
        await Sound();
    }

    [Fact]
    public async Task An_undo_that_is_stopped_after_a_batch_goes_on_and_takes_nothing_twice()
    {
        var (id, customer) = await Customer();
        var csv = new StringBuilder("external_id,customer,points,date,reason\n");
        for (var i = 0; i < 1_200; i++)
            csv.Append($"{customer}-{i},{customer},10,2026-02-01T10:00:00Z,earn\n");
        var import = await Imported(csv.ToString(), "loyalty_transaction");
        Assert.Equal(12_000, (await SummaryOf(id)).Points);
        await Plainly(Keeping($"{customer}-300"));
        await Assert.ThrowsAnyAsync<DbException>(() =>
            In(async services =>
            {
                services
                    .GetRequiredService<Rapport.Trust.Permissions.Access>()
                    .Admit(Rapport.Trust.Permissions.Caller.Program(Organization));
                var undo = services.GetRequiredService<UndoImport>();
                await undo.Begin(import, services.GetRequiredService<FindImports>(), default);
                return await undo.Run(import, default);
            })
        );
        Assert.Equal(
            (700, 700),
            (
                await Count($"select rows_to_undo from imports where id = {import}"),
                await Count($"select count(*) from loyalty_transactions where organization_id = {Organization} and customer_id = {id}")
            )
        );
        Assert.Equal(7_000, (await SummaryOf(id)).Points);
        await Plainly(Sql.Raw(Engine == Engine.Sqlite ? "drop trigger keeping" : "drop function keep cascade"));

        var undone = (await Api.Delete($"/api/imports/{import}")).Expect(200)["undo"];

        Assert.Equal(
            (1_200, 0, 0),
            (undone.GetProperty("removed").GetInt32(), undone.GetProperty("kept_count").GetInt32(), (await SummaryOf(id)).Points)
        );
        await Sound();
    }

    [Fact, Trait("Spec", "SEC-1")]
    public async Task Whoever_may_not_write_such_facts_takes_none_back()
    {
        var (_, customer) = await Customer();
        var import = await Imported($"external_id,customer,amount,date\n{customer}-p,{customer},5,2026-02-01\n", "payment");
        await Change(
            (db, _) =>
                db.Add(
                    new Rapport.Trust.Permissions.Role(
                        "moneyless",
                        "Moneyless",
                        Rapport.Trust.Permissions.Grants.All with
                        {
                            Masks = new HashSet<Rapport.Trust.Permissions.Mask> { Rapport.Trust.Permissions.Mask.PaymentData },
                        },
                        false
                    )
                )
        );
        var answer = await (await As("moneyless")).Delete($"/api/imports/{import}");
        Assert.Equal((403, "billing.payment_data"), (answer.Status, answer["permission"].GetString()));
        Assert.Equal(1, (await Api.Get($"/api/payments?external_id={customer}-p"))["total"].GetInt32());
    }

    /// <summary>From now on the database lets nobody remove this transaction.</summary>
    private Sql Keeping(string transaction) =>
        Sql.Raw(
            Engine == Engine.Sqlite
                ? $"""
                create trigger keeping before delete on loyalty_transactions when old.external_id = '{transaction}'
                begin select raise(abort, 'It stays.'); end
                """
                : $"""
                create function keep() returns trigger language plpgsql as $$ begin raise exception 'It stays.'; end $$;
                create trigger keeping before delete on loyalty_transactions for each row
                when (old.external_id = '{transaction}') execute function keep();
                """
        );

    private async Task<Guid> Imported(string csv, string type = "order")
    {
        using var form = new MultipartFormDataContent();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(content, "file", "facts.csv");
        form.Add(new StringContent(type), "type");
        if (type == "ticket")
            form.Add(new StringContent("""{"opened": "opened_at"}"""), "mapping");
        var id = (await Api.Post("/api/imports", form)).Expect(201).Id;
        await Server.Node.Services.GetRequiredService<RunImport>().Run(Organization, id, null, CancellationToken.None);
        Assert.Equal(0, (await Api.Get($"/api/imports/{id}"))["rejected"].GetInt32());
        return id;
    }

    private async Task Sound() => Assert.Empty(await In(s => s.GetRequiredService<VerifyFacts>().Run(CancellationToken.None)));
}
