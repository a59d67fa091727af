using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Tests.Formats;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>One customer as a file.</summary>
[Trait("Spec", "C360-17.4")]
public abstract class ExportTests(TestServer server) : Customer360Test(server)
{
    public sealed class OnSqlite(SqliteServer server) : ExportTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ExportTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "C360-17.3")]
    public async Task The_csv_holds_the_metrics_and_every_order_guarded_against_formulas()
    {
        var (id, number) = await Customer("=cmd|' /C calc'!A0");
        await Taken([
            .. Enumerable
                .Range(1, 25)
                .Select(i =>
                    (object)
                        new
                        {
                            type = "order",
                            external_id = $"{number}-{i}",
                            customer = new { external_id = number },
                            number = $"+{number}-{i}",
                            status = "paid",
                            ordered_at = DaysAgo(i),
                            currency = "EUR",
                            total = 10,
                        }
                ),
        ]);

        var answer = (await Api.Get($"/api/customers/{id}/export?format=csv")).Expect(200);

        Assert.Equal("text/csv", answer.ContentType);
        var lines = answer.Text.TrimStart('\ufeff').Split("\r\n");
        Assert.Contains(
            "lifetime_value,250.00",
            lines.Select(l =>
                l.Replace(",250,", ",250.00,").Replace("lifetime_value,250", "lifetime_value,250.00").Replace(".00.00", ".00")
            )
        );
        Assert.Equal(25, lines.Count(l => l.StartsWith("'+", StringComparison.Ordinal)));
        Assert.Contains(lines, l => l.StartsWith("display_name,'=cmd", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("exported_at,2", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("exported_by,", StringComparison.Ordinal) && l.Contains("@example.org"));
    }

    [Fact, Trait("Spec", "C360-17.2")]
    public async Task The_report_is_a_pdf_with_names_of_other_scripts_and_as_many_pages_as_it_takes()
    {
        var shopper = await Shopper();
        var name = "Żółć Đặng Ελένη 李小龍 محمد Дмитрий שלום สมชาย 🎉";
        (await Api.Patch($"/api/customers/{shopper}", new { display_name = name })).Expect(200);

        using var response = await Api.GetAsync($"/api/customers/{shopper}/export?format=pdf");
        var bytes = await response.Content.ReadAsByteArrayAsync();

        Assert.True(response.IsSuccessStatusCode, string.Join('\n', Server.Node.Log.Errors));
        Assert.Equal((200, "application/pdf"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var text = Encoding.Latin1.GetString(bytes);
        Assert.StartsWith("%PDF-1.7", text, StringComparison.Ordinal);
        Assert.EndsWith("%%EOF\n", text, StringComparison.Ordinal);
        Assert.Contains("/Subtype /CIDFontType2", text, StringComparison.Ordinal);
        Assert.Equal("Żółć Đặng Ελένη 李小龍 دمحم Дмитрий םולש สมชาย 🎉", string.Join(' ', PdfText.Lines(bytes).Take(2)));
        Assert.InRange(bytes.Length, 10_000, 100_000);
        if (Environment.GetEnvironmentVariable("RAPPORT_TEST_OUTPUT") is { } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, $"customer-{Engine}.pdf"), bytes);
    }

    [Fact, Trait("Spec", "C360-17.5"), Trait("Spec", "C360-19.3")]
    public async Task Who_took_it_stands_in_the_log_and_without_the_permission_nothing_leaves()
    {
        var (id, _) = await Customer();

        (await Api.Get($"/api/customers/{id}/export?format=csv")).Expect(200);
        Assert.Equal(
            1,
            await Count(
                $"""
                select count(*) from events
                where organization_id = {Organization} and name = 'customer.exported' and subject_id = {id}
                  and actor_id = {Server.OwnerOf(Organization).Id}
                """
            )
        );

        Assert.Equal(403, (await (await As("viewer")).Get($"/api/customers/{id}/export?format=csv")).Status);
        Assert.Equal(400, (await Api.Get($"/api/customers/{id}/export?format=doc")).Status);
        Assert.Equal(404, (await Api.Get($"/api/customers/{Ids.Next()}/export?format=csv")).Status);
        Assert.Equal(
            1,
            await Count(
                $"select count(*) from events where organization_id = {Organization} and name = 'customer.exported' and subject_id = {id}"
            )
        );
    }

    [Fact, Trait("Spec", "C360-19.2"), Trait("Spec", "C360-19.5"), Trait("Spec", "C360-19.1")]
    public async Task What_a_role_may_not_see_is_null_named_and_in_no_export()
    {
        var id = await Shopper();

        var marketing = await As("marketing");
        var view = await View(id, marketing);
        Assert.Equal(["financial_summary", "payments"], view.GetProperty("withheld").EnumerateArray().Select(w => w.GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, view.GetProperty("payments").ValueKind);
        Assert.DoesNotMatch(@"\b4242\b", view.ToString());
        Assert.Contains(
            "payments (withheld),",
            (await marketing.Get($"/api/customers/{id}/export?format=csv")).Expect(200).Text,
            StringComparison.Ordinal
        );

        Assert.Equal(403, (await (await As("sales")).Get($"/api/customers/{id}/360")).Status);
        Assert.Equal(404, (await (await OtherOrganization()).Api.Get($"/api/customers/{id}/360")).Status);
    }

    [Fact, Trait("Spec", "FCT-13")]
    public async Task Verify_finds_a_summary_that_is_not_what_the_facts_say_and_an_entry_without_its_fact()
    {
        var id = await Shopper();
        Task<VerifyCustomers.Result> Verified() =>
            In(services =>
            {
                services
                    .GetRequiredService<Rapport.Trust.Permissions.Access>()
                    .Admit(Rapport.Trust.Permissions.Caller.Program(Organization));
                return services.GetRequiredService<VerifyCustomers>().Run(CancellationToken.None);
            });
        Assert.Equal([], (await Verified()).First);

        await Plainly(
            $"""
            update customer_summary set spent_minor = 1, points = 2, open_tickets = 3, last_interaction_at = null
            where organization_id = {Organization} and customer_id = {id}
            """
        );
        await Plainly($"delete from survey_responses where organization_id = {Organization} and customer_id = {id}");
        await Plainly(
            $"delete from timeline_entries where organization_id = {Organization} and customer_id = {id} and source_type = 'ticket'"
        );
        await Plainly(
            $"""
            insert into order_lines (organization_id, fact_id, position, description, quantity, unit_price)
            values ({Organization}, {id}, 0, {"Of no order"}, {1}, {1})
            """
        );
        var nobody = Ids.Next();
        await Plainly(
            $"""
            update web_sessions set customer_id = {nobody}
            where organization_id = {Organization} and customer_id = {id} and external_id like {"%-w3"}
            """
        );
        var result = await Verified();

        Assert.Equal(4 + 2 + 2 + 1 + 2, result.Differences);
        foreach (
            var said in new[]
            {
                "lines are of no order",
                "facts of type session are of no customer",
                "entries of a session stand with another customer",
                "purchases",
                "tickets",
                "points",
                "interactions",
                "tell of no survey_response",
                "facts of type ticket",
            }
        )
            Assert.Contains(result.First, line => line.Contains(said, StringComparison.Ordinal));
        await In(async services =>
        {
            var (db, summaries) = (
                services.GetRequiredService<RapportDb>(),
                services.GetRequiredService<Rapport.Records.Facts.FactSummaries>()
            );
            await using var change = await services.GetRequiredService<Changes>().Begin(default);
            var batch = new Batch(db);
            foreach (var part in Rapport.Records.Facts.FactSummaries.Parts)
                summaries.Write(batch, part, [id]);
            await batch.Run(default);
            await db.Execute(
                $"""
                delete from timeline_entries
                where organization_id = {Organization} and customer_id = {id} and source_type = 'survey_response'
                """,
                default
            );
            await db.Execute($"delete from tickets where organization_id = {Organization} and customer_id = {id}", default);
            await db.Execute($"delete from order_lines where organization_id = {Organization} and fact_id = {id}", default);
            await db.Execute(
                $"update web_sessions set customer_id = {id} where organization_id = {Organization} and customer_id = {nobody}",
                default
            );
            summaries.Write(batch, Rapport.Records.Facts.SummaryPart.Tickets, [id]);
            await batch.Run(default);
            await change.Save(default);
            return 0;
        });
        Assert.Equal([], (await Verified()).First);
    }
}
