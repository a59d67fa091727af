using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Import.Runs;

namespace Rapport.Tests.Records.Facts;

/// <summary>Tables of facts, through the engine that takes customers' files in.</summary>
[Trait("Spec", "FCT-1")]
public abstract class FactFileTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : FactFileTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : FactFileTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task Rows_of_one_order_number_are_one_order_with_lines()
    {
        var (id, customer) = await Customer();
        var uploaded = (
            await Upload(
                $"""
                Order No;Customer;Date;Status;Currency;SKU;Item;Qty;Price
                A-{customer};{customer};01.03.2026 10:30;Paid;EUR;BRK-1;Brake pads;2;39,90
                A-{customer};{customer};01.03.2026 10:30;Paid;EUR;;Fitting;1;20,00
                B-{customer};{customer};02.03.2026;shipped;EUR;OIL;Oil;1;1.204,50
                """,
                ("type", "order")
            )
        ).Expect(201);
        Assert.Equal("order", uploaded["type"].GetString());
        var preview = (await Api.Get($"/api/imports/{uploaded.Id}/preview")).Expect(200);
        Assert.Equal(
            [$"Order A-{customer} - paid", $"Order B-{customer} - shipped"],
            preview["facts"].EnumerateArray().Select(f => f.GetProperty("title").GetString())
        );
        Assert.Equal(
            [
                "number",
                "customer.external_id",
                "ordered_at",
                "status",
                "currency",
                "lines.sku",
                "lines.description",
                "lines.quantity",
                "lines.unit_price",
            ],
            preview["mapping"].GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("target").GetString())
        );

        var done = await Ran(uploaded.Id);
        Assert.Equal(
            (3, 2, 0, 0),
            (done["rows_done"].GetInt32(), done["created"].GetInt32(), done["rejected"].GetInt32(), done["waiting"].GetInt32())
        );
        Assert.Equal((2, 9980L + 120450L), ((await SummaryOf(id)).Orders, (await SummaryOf(id)).Gross));
        var order = (await Api.Get($"/api/orders?external_id=A-{customer}")).Expect(200)["data"][0];
        Assert.Equal(
            (2, "2026-03-01T10:30:00Z"),
            (
                order.GetProperty("item_count").GetInt32(),
                order.GetProperty("ordered_at").GetDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ssZ")
            )
        );
        Assert.Equal(3, (await Api.Get($"/api/imports/{uploaded.Id}/rows?result=created")).Expect(200)["data"].GetArrayLength());
    }

    [Fact]
    public async Task What_is_rejected_comes_back_as_a_file_and_whoever_is_unknown_is_waited_for()
    {
        var (id, customer) = await Customer();
        var late = $"late-{Ids.Next():N}";
        var uploaded = (
            await Upload(
                $"""
                number,email,customer,subject,priority,opened,status
                1-{customer},,{customer},Brake noise,High,2026-03-01T10:00:00Z,On hold
                2-{customer},,{customer},=cmd|x,ajar,2026-03-01T10:00:00Z,open
                3-{customer},,{customer},No time,low,,open
                4-{customer},,{late},Waits,low,2026-03-01 10:00,open
                """,
                ("type", "ticket"),
                ("mapping", """{"opened": "opened_at"}""")
            )
        ).Expect(201);
        var done = await Ran(uploaded.Id);
        Assert.Equal(
            (1, 2, 1, "finished"),
            (done["created"].GetInt32(), done["rejected"].GetInt32(), done["waiting"].GetInt32(), done["state"].GetString())
        );
        Assert.Equal(1, (await SummaryOf(id)).OpenTickets);
        var rejected = (await Api.Get($"/api/imports/{uploaded.Id}/rejected")).Expect(200).Text;
        Assert.Contains("priority: It must be one of low", rejected);
        Assert.Contains("opened_at: It is required.", rejected);
        Assert.Contains("'=cmd|x", rejected);

        (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    display_name = "Late Larry",
                    type = "individual",
                    external_id = late,
                }
            )
        ).Expect(201);
        await Eventually(
            async () => (await Api.Get($"/api/tickets?external_id=4-{customer}"))["total"].GetInt32() == 1,
            "the waiting ticket is joined"
        );

        // Mended, it goes in as it is: two more columns stand at its end.
        var again = (
            await Upload(
                rejected
                    .Replace("ajar", "urgent", StringComparison.Ordinal)
                    .Replace("No time,low,,", "No time,low,2026-03-02T10:00:00Z,", StringComparison.Ordinal),
                ("type", "ticket"),
                ("mapping", """{"opened": "opened_at"}""")
            )
        ).Expect(201);
        Assert.Equal(2, (await Ran(again.Id))["created"].GetInt32());
        Assert.Equal("=cmd|x", (await Api.Get($"/api/tickets?external_id=2-{customer}"))["data"][0].GetProperty("subject").GetString());
    }

    [Fact, Trait("Spec", "CUS-9")]
    public async Task A_run_that_was_stopped_goes_on_without_a_double_and_an_order_is_never_torn_in_two()
    {
        var (id, customer) = await Customer();
        var csv = new StringBuilder("order no,customer,date,description,qty,price\n");
        for (var i = 0; i < 7_500; i++)
            csv.Append($"{customer}-{i / 3},{customer},2026-03-01,Pads {i},1,1.00\n");
        csv.Append($"{customer}-0,{customer},2026-03-01,Came late,1,9.00\n");
        var uploaded = (await Upload(csv.ToString(), ("type", "order"))).Expect(201);
        var run = Server.Node.Services.GetRequiredService<RunImport>();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Run(Organization, uploaded.Id, _ => stop.Cancel(), stop.Token));
        var half = (await Api.Get($"/api/imports/{uploaded.Id}")).Expect(200)["rows_done"].GetInt64();
        Assert.True(half is > 0 and < 7_501 && half % 3 == 0, $"{half} rows");
        var done = await Ran(uploaded.Id);
        Assert.Equal((7_501, 2_500, 1), (done["rows_done"].GetInt32(), done["created"].GetInt32(), done["rejected"].GetInt32()));
        Assert.Equal((2_500, 750_000L), ((await SummaryOf(id)).Orders, (await SummaryOf(id)).Gross));
        Assert.Contains("Its other lines stand elsewhere", (await Api.Get($"/api/imports/{uploaded.Id}/rejected")).Text);
        Assert.Equal(uploaded.Id, (await Upload(csv.ToString(), ("type", "order"))).Expect(200).Id);
        Assert.Equal(
            (2_500, 0),
            ((await Ran((await Upload(csv.ToString(), ("type", "order"), ("again", "true"))).Expect(201).Id))["skipped"].GetInt32(), 0)
        );
    }

    [Fact, Trait("Spec", "SEC-1")]
    public async Task Whoever_may_not_write_such_facts_imports_none()
    {
        Assert.Equal(400, (await Upload("a\n1\n", ("type", "wish"))).Status);
        Assert.Equal(422, (await Upload("number,customer\n1,x\n", ("type", "order"), ("mapping", """{"number": "colour"}"""))).Status);
        var bookless = new Rapport.Trust.Permissions.Role(
            "bookless",
            "Bookless",
            Rapport.Trust.Permissions.Grants.All with
            {
                Masks = new HashSet<Rapport.Trust.Permissions.Mask> { Rapport.Trust.Permissions.Mask.PaymentData },
            },
            false
        );
        await Change((db, _) => db.Add(bookless));
        var api = await As("bookless");
        var answer = await Upload("amount,customer,date\n1,x,2026-03-01\n", api, ("type", "payment"));
        Assert.Equal((403, "billing.payment_data"), (answer.Status, answer["permission"].GetString()));
        Assert.Equal(201, (await Upload($"number,customer,date,total\n1,{Ids.Next():N},2026-03-01,1\n", api, ("type", "order"))).Status);
    }

    private Task<Answer> Upload(string csv, params (string Name, string Value)[] options) => Upload(csv, Api, options);

    private static async Task<Answer> Upload(string csv, HttpClient api, params (string Name, string Value)[] options)
    {
        using var form = new MultipartFormDataContent();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(content, "file", "facts.csv");
        foreach (var (option, value) in options)
            form.Add(new StringContent(value), option);
        return await api.Post("/api/imports", form);
    }

    private async Task<Answer> Ran(Guid import)
    {
        await Server.Node.Services.GetRequiredService<RunImport>().Run(Organization, import, null, CancellationToken.None);
        return (await Api.Get($"/api/imports/{import}")).Expect(200);
    }
}
