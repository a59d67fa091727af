using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Tests.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Interactions;

[Trait("Spec", "CUS-15")]
public abstract class AttachmentTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : AttachmentTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : AttachmentTests(server), IClassFixture<PostgresServer>;

    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj << >> endobj");

    private static async Task<Answer> Attach(HttpClient by, string type, Guid id, byte[] content, string name, string? declared = null)
    {
        using var form = new MultipartFormDataContent();
        var part = new ByteArrayContent(content);
        if (declared is not null)
            part.Headers.ContentType = new MediaTypeHeaderValue(declared);
        form.Add(part, "file", name);
        return await by.Post($"/api/attachments?related_type={type}&related_id={id}", form);
    }

    [Fact]
    public async Task A_file_is_kept_beside_a_customer_listed_fetched_and_deleted()
    {
        // Other tests keep files in this organization, too.
        var before = (await Files()).ToHashSet();
        byte[] pdf = [.. Pdf, .. Encoding.ASCII.GetBytes($"\n% {Ids.Next()}")];
        var customer = await Customer("Filed Ltd");
        var made = (await Attach(Api, "customer", customer, pdf, "../../Offer №1.pdf", "application/pdf")).Expect(201);
        var again = (await Attach(Api, "customer", customer, pdf, "Same.pdf")).Expect(201);
        Assert.Equal(
            ("Offer №1.pdf", "application/pdf", pdf.Length),
            (Text(made.Json, "name"), Text(made.Json, "content_type"), made["size"].GetInt32())
        );
        Assert.Equal(2, (await Rows($"/api/attachments?related_type=customer&related_id={customer}")).Count);
        Assert.Single((await Files()).Except(before));

        using var fetched = await Api.GetAsync(Text(made.Json, "content_url"));
        Assert.Equal(pdf, await fetched.Content.ReadAsByteArrayAsync());
        Assert.StartsWith("attachment", fetched.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal("nosniff", Assert.Single(fetched.Headers.GetValues("X-Content-Type-Options")));

        Done(await Api.Delete($"/api/attachments/{made.Id}"), 204);
        Refused(404, await Api.Get($"/api/attachments/{made.Id}/content"));
        Done(await Api.Get($"/api/attachments/{again.Id}/content"));
        Done(await Api.Delete($"/api/attachments/{again.Id}"), 204);
        await Eventually(async () => !(await Files()).Except(before).Any(), "The file's end");
    }

    [Fact]
    public async Task A_file_is_fetched_from_a_node_that_shares_nothing_but_the_database()
    {
        if (Engine == Engine.Sqlite)
            return;
        // More than one piece.
        byte[] pdf = [.. Pdf, .. RandomNumberGenerator.GetBytes(3 << 20)];
        var made = (await Attach(Api, "customer", await Customer("Far Ltd"), pdf, "Far.pdf", "application/pdf")).Expect(201);
        var folder = Directory.CreateTempSubdirectory("rapport-node-").FullName;
        await using (
            var node = await TestNode.Start(
                Database.Open(folder, Server.Database.Postgres),
                Server.Master,
                services => services.AddSingleton<TimeProvider>(Clock)
            )
        )
        {
            var owner = await Server.SignIn(Organization, Server.OwnerOf(Organization).Id, node);

            using var fetched = await owner.GetAsync(Text(made.Json, "content_url"));

            Assert.Equal(pdf, await fetched.Content.ReadAsByteArrayAsync());
        }
        Directory.Delete(folder, recursive: true);
    }

    private async Task<IReadOnlyCollection<string>> Files() =>
        Engine == Engine.Postgres
            ? await Plain(c =>
                c.Rows($"select distinct name from stored_pieces where organization_id = {Organization}", row => row.Text(0), default)
            )
        : Directory.Exists(Path.Combine(Server.Database.Folder, "attachments", Organization.ToString("N")))
            ? Directory.GetFiles(
                Path.Combine(Server.Database.Folder, "attachments", Organization.ToString("N")),
                "*",
                SearchOption.AllDirectories
            )
        : [];

    [Fact]
    public async Task A_file_whose_type_lies_a_program_an_empty_one_and_one_too_large_are_refused()
    {
        var customer = await Customer("Lied Ltd");
        Refused(
            422,
            await Attach(Api, "customer", customer, Encoding.UTF8.GetBytes("MZ program"), "holiday.jpg", "image/jpeg"),
            field: "file"
        );
        Refused(422, await Attach(Api, "customer", customer, Pdf, "holiday.png"), field: "file");
        Refused(422, await Attach(Api, "customer", customer, Pdf, "offer.pdf", "image/png"), field: "file");
        Refused(
            422,
            await Attach(Api, "customer", customer, Encoding.UTF8.GetBytes("<script>alert(1)</script>"), "page.html"),
            field: "file"
        );
        Refused(422, await Attach(Api, "customer", customer, [], "empty.txt"), field: "file");
        Refused(
            415,
            await Api.Ask(
                HttpMethod.Post,
                $"/api/attachments?related_type=customer&related_id={customer}",
                new StringContent("x", Encoding.UTF8, "text/plain")
            )
        );
        var large = await Attach(Api, "customer", customer, Encoding.ASCII.GetBytes("%PDF" + new string('x', 26 << 20)), "huge.pdf");
        Refused(413, large, "too_large");
        Assert.Contains("url", Text(large.Json, "detail"));
        Assert.Empty(await Rows($"/api/attachments?customer_id={customer}"));
        var link = (
            await Api.Post(
                $"/api/attachments?related_type=customer&related_id={customer}",
                new { url = "https://files.example.org/huge.pdf", name = "Huge" }
            )
        ).Expect(201);
        Refused(409, await Api.Get($"/api/attachments/{link.Id}/content"), "is_reference");
        Refused(
            422,
            await Api.Post($"/api/attachments?related_type=customer&related_id={customer}", new { url = "javascript:alert(1)" }),
            field: "url"
        );
    }

    [Fact]
    public async Task What_hangs_on_a_note_follows_the_note_and_all_of_it_the_customer()
    {
        var customer = await Customer("Followed Ltd");
        var (author, reader) = (await As("support"), await As("support"));
        var note = (
            await author.Post(
                "/api/notes",
                new
                {
                    customer_id = customer,
                    content = "Mine",
                    visibility = "private",
                }
            )
        ).Expect(201).Id;
        var file = (await Attach(author, "note", note, Encoding.UTF8.GetBytes("Grüße"), "words.txt")).Expect(201).Id;
        Done(await author.Get($"/api/attachments/{file}/content"));
        Refused(404, await reader.Get($"/api/attachments/{file}/content"));
        Assert.Empty(await Rows($"/api/attachments?customer_id={customer}", reader));
        Refused(404, await Attach(reader, "note", note, Pdf, "x.pdf"));
        var (own, _) = await With(Only(Scope.Own, Permission.ReadCustomers, Permission.WriteCustomers, Permission.ReadInteractions));
        Refused(
            403,
            await own.Get($"/api/attachments/{(await Attach(Api, "customer", customer, Pdf, "a.pdf")).Expect(201).Id}"),
            "forbidden"
        );
        Refused(403, await Attach(own, "customer", customer, Pdf, "a.pdf"), "forbidden");
        Refused(403, await Attach(await As("viewer"), "customer", customer, Pdf, "a.pdf"), "forbidden");
        var (_, elsewhere) = await OtherOrganization();
        Refused(404, await Attach(elsewhere, "customer", customer, Pdf, "a.pdf"));
        var ticket = (
            await Api.Post(
                "/api/tickets",
                new
                {
                    customer = new { id = customer },
                    external_id = $"T-{customer}",
                    subject = "Noise",
                    status = "open",
                    priority = "normal",
                    opened_at = Clock.GetUtcNow(),
                }
            )
        ).Expect(201).Id;
        Done(await Attach(Api, "case", ticket, Pdf, "ticket.pdf"), 201);
        Assert.Single(await Rows($"/api/attachments?related_type=ticket&related_id={ticket}"));
        Done(await author.Delete($"/api/notes/{note}"), 204);
        Refused(404, await author.Get($"/api/attachments/{file}"));
    }
}
