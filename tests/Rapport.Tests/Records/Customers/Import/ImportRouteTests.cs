using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers.Import;

[Trait("Spec", "CUS-9")]
public abstract class ImportRouteTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ImportRouteTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ImportRouteTests(server), IClassFixture<PostgresServer>;

    private const string File = "Kunde;Mail;Nummer;Bemerkung\nAda Lovelace;ada@example.com;+44 20 7946 0018;x\nGrace Hopper;not one;;y\n";

    [Fact]
    public async Task A_file_is_uploaded_mapped_previewed_run_and_followed()
    {
        var at = await Fresh();
        var uploaded = (await Upload(at.Api, File)).Expect(201);
        Assert.Equal(($"/api/imports/{uploaded.Id}", "uploaded"), (uploaded.Headers.Location!.ToString(), uploaded["state"].GetString()));
        var mapping = (await at.Api.Get($"/api/imports/{uploaded.Id}/mapping")).Expect(200);
        Assert.Equal(["display_name", "email", null, null], mapping["columns"].EnumerateArray().Select(c => Text(c, "target")));
        Assert.Equal(["Nummer", "Bemerkung"], mapping["not_imported"].EnumerateArray().Select(c => c.GetString()));

        Refused(
            422,
            await at.Api.Put(
                $"/api/imports/{uploaded.Id}/mapping",
                new { columns = new Dictionary<string, string?> { ["Nummer"] = "no_such_field", ["Elsewhere"] = "email" } }
            ),
            field: "Elsewhere"
        );
        (
            await at.Api.Put(
                $"/api/imports/{uploaded.Id}/mapping",
                new { columns = new Dictionary<string, string?> { ["Nummer"] = "phone" }, on_duplicate = "skip" }
            )
        ).Expect(200);
        var preview = (await at.Api.Get($"/api/imports/{uploaded.Id}/preview")).Expect(200);
        Assert.Equal("+442079460018", Text(preview["rows"][0], "phone_e164"));
        Assert.Equal(
            (1, "email", 2L),
            (
                preview["rows_rejected"].GetInt32(),
                Text(preview["problems"][0], "field"),
                preview["problems"][0].GetProperty("first_row").GetInt64()
            )
        );
        Assert.Equal(0, await CustomersOf(at.Id));

        (await at.Api.Post($"/api/imports/{uploaded.Id}/run")).Expect(202);
        await Eventually(async () => (await at.Api.Get($"/api/imports/{uploaded.Id}"))["state"].GetString() == "finished", "the import");
        Counts(await at.Api.Get($"/api/imports/{uploaded.Id}"), created: 1, rejected: 1);
        Assert.Equal(uploaded.Id, (await Rows("/api/imports", at.Api))[0].GetProperty("id").GetGuid());
        Refused(409, await at.Api.Get($"/api/imports/{uploaded.Id}/preview"), "file_gone");
        Assert.DoesNotContain(await StoredFiles(), name => name.Contains($"{uploaded.Id:N}", StringComparison.Ordinal));

        // The next file with these columns is mapped as this one was.
        var next = (await Upload(at.Api, File + "Joan Clarke;joan@example.com;;\n")).Expect(201);
        Assert.Equal("phone", Text((await at.Api.Get($"/api/imports/{next.Id}/mapping"))["columns"][2], "target"));
    }

    [Fact]
    public async Task Options_may_come_in_the_form_and_the_file_as_a_bare_body()
    {
        var at = await Fresh();
        Refused(400, await Upload(at.Api, File, ("on_duplicate", "explode")), field: "on_duplicate");
        Refused(400, await Upload(at.Api, File, ("colour", "red")), field: "colour");
        var mapped = (await Upload(at.Api, File, ("mapping", "{\"Nummer\":\"phone\"}"))).Expect(201);
        Assert.Equal("phone", Text((await at.Api.Get($"/api/imports/{mapped.Id}/mapping"))["columns"][2], "target"));
        using var body = new StringContent(File + "z;;;\n", System.Text.Encoding.UTF8, "text/csv");
        Assert.Equal(
            "list.csv",
            (await at.Api.Post("/api/imports?file_name=list.csv&on_duplicate=merge", body)).Expect(201)["file_name"].GetString()
        );
    }

    [Fact]
    public async Task Who_reaches_a_branch_alone_imports_into_it_and_sees_no_other_imports()
    {
        var north = await Change(
            (db, _) => db.Add(new Rapport.Trust.Identity.Branch { Name = $"North {Ids.Next():N}", CreatedAt = Clock.Now() }).Entity
        );
        var south = await Change(
            (db, _) => db.Add(new Rapport.Trust.Identity.Branch { Name = $"South {Ids.Next():N}", CreatedAt = Clock.Now() }).Entity
        );
        var (api, me) = await With(
            Only(Scope.Branch, Permission.ImportCustomers, Permission.WriteCustomers, Permission.ReadCustomers),
            north.Id
        );
        var name = $"Branch {Ids.Next():N}";
        var import = await Import(
            (Organization, api),
            $"name,branch,owner\n{name} A,,\n{name} B,{south.Name},{Server.OwnerOf(Organization).Email}\n"
                + $"{name} C,{north.Name},{Server.OwnerOf(Organization).Email}\n",
            ("on_duplicate", "create")
        );
        Counts(import, created: 2, rejected: 1);
        var made = await Rows($"/api/customers?search={Uri.EscapeDataString(name)}", api);
        Assert.All(made, c => Assert.Equal(north.Id.ToString(), Text(c, "branch_id")));
        Assert.Equal(me.ToString(), Text(made.Single(c => Text(c, "display_name") == $"{name} A"), "owner_id"));

        var other = (await Upload(Api, $"name\n{name} D\n")).Expect(201);
        Refused(403, await api.Get($"/api/imports/{other.Id}"), "forbidden");
        Assert.DoesNotContain(await Rows("/api/imports", api), i => i.GetProperty("id").GetGuid() == other.Id);
        Assert.Equal(404, (await (await OtherOrganization()).Api.Get($"/api/imports/{other.Id}")).Status);
    }

    [Fact]
    public async Task A_role_that_sees_no_contact_data_sees_no_rows_of_files_either()
    {
        var grants = new Grants(
            Only(Scope.All, Permission.ImportCustomers, Permission.WriteCustomers, Permission.ReadCustomers).Scopes,
            new HashSet<Mask> { Mask.ContactData }
        );
        var (api, _) = await With(grants);
        var import = (await Upload(Api, $"name,email\nHidden {Ids.Next():N},bad\n")).Expect(201);
        foreach (var part in new[] { "preview", "rejected", "rows", "mapping" })
            Assert.Equal(403, (await api.Get($"/api/imports/{import.Id}/{part}")).Status);
        Assert.Equal(200, (await api.Get($"/api/imports/{import.Id}")).Status);
    }
}
