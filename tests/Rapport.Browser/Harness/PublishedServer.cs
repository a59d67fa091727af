using System.Data.Common;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using Rapport.Platform.Data;
using Rapport.Tests.Harness;

namespace Rapport.Browser.Harness;

/// <summary>The published program as a newcomer starts it, on an empty database of its own.</summary>
public abstract class PublishedServer(Engine engine) : IAsyncLifetime
{
    public const string Email = "owner@harbour.example",
        Password = "correct horse battery staple 7";

    private readonly string folder = Directory
        .CreateDirectory(Path.Combine(Path.GetTempPath(), $"rapport-browser-{Ids.Next():N}"))
        .FullName;
    private readonly string database = $"browser_{Ids.Next():N}";
    private readonly List<Process> others = [];
    private Process? process;

    public Engine Engine => engine;
    public Uri Address { get; private set; } = null!;

    /// <summary>Signed in over the API as the owner.</summary>
    public HttpClient Api { get; private set; } = null!;

    public string Token { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (engine == Engine.Postgres)
            await Administer($"create database {database}");
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        Api = new HttpClient(new SocketsHttpHandler()) { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(5) };
        await StartServer();

        var answer = await Api.PostAsJsonAsync("/api/auth/login", new { email = Email, password = Password });
        Token = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
        Api.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    /// <summary>Invites somebody with this role, lets them accept, and gives back what they are signed in with.</summary>
    public async Task<string> Hire(string name, string role)
    {
        var roles = (await Api.GetFromJsonAsync<JsonElement>("/api/roles?limit=100")).GetProperty("data").EnumerateArray();
        var invited = await Api.PostAsJsonAsync(
            "/api/users",
            new
            {
                name,
                email = $"{Ids.Next():N}@harbour.example",
                role_ids = new[] { roles.Single(r => r.GetProperty("key").GetString() == role).GetProperty("id").GetGuid() },
            }
        );
        var link = (await invited.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("invitation_link")
            .GetString()!
            .Split('/')[^1];
        var accepted = await Api.PostAsJsonAsync($"/api/invitations/{link}/acceptance", new { password = Password });
        return (await accepted.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    /// <summary>Runs a command of the program on this server's database and gives back what it printed.</summary>
    public async Task<string> Run(params string[] arguments)
    {
        var (code, printed) = await Try(arguments);
        return code == 0 ? printed : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {code}: {printed}");
    }

    /// <summary>The same for a command that may fail.</summary>
    public async Task<(int Code, string Printed)> Try(params string[] arguments)
    {
        using var command = Start([.. arguments, "--data", folder]);
        var complaining = command.StandardError.ReadToEndAsync();
        var printed = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, command.ExitCode == 0 ? printed : printed + await complaining);
    }

    /// <summary>Starts a command and kills it with -9 once the moment has come. False when it ended by itself before.</summary>
    public async Task<bool> KillAt(Func<Task> moment, params string[] arguments)
    {
        using var command = Start([.. arguments, "--data", folder]);
        var said = Task.WhenAll(command.StandardOutput.ReadToEndAsync(), command.StandardError.ReadToEndAsync());
        var ended = command.WaitForExitAsync();
        var isDue = await Task.WhenAny(moment(), ended) != ended;
        if (isDue)
            command.Kill();
        await ended;
        await said;
        return isDue && command.ExitCode != 0;
    }

    /// <summary>kill -9: nothing is flushed, nothing is said.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public async Task StartServer()
    {
        process = Start("serve", "--data", folder, "--urls", Address.ToString());
        await Ready(process, Address);
    }

    /// <summary>
    /// Another node: a second process on the same database, with an address of its own; gives back the owner's way to it.
    /// </summary>
    public async Task<HttpClient> StartAnother()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        others.Add(Start("serve", "--data", folder, "--urls", address.ToString()));
        await Ready(others[^1], address);
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = Api.DefaultRequestHeaders.Authorization;
        return client;
    }

    /// <summary>The database as its administrator reaches it, past the program.</summary>
    public async Task<DbConnection> Open()
    {
        DbConnection connection =
            engine == Engine.Postgres
                ? new NpgsqlConnection(
                    new NpgsqlConnectionStringBuilder(TestMachine.Postgres) { Database = database, Pooling = false }.ToString()
                )
                : new SqliteConnection(
                    new SqliteConnectionStringBuilder
                    {
                        DataSource = Path.Combine(folder, "rapport.db"),
                        Pooling = false,
                        DefaultTimeout = 30,
                    }.ToString()
                );
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in others.Append(process).OfType<Process>())
        {
            if (!running.HasExited)
                running.Kill();
            await running.WaitForExitAsync();
            running.Dispose();
        }
        Api?.Dispose();
        if (engine == Engine.Postgres)
            await Administer($"drop database if exists {database} with (force)");
        Directory.Delete(folder, recursive: true);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Program, "rapport.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            RedirectStandardError = arguments[0] != "serve",
        };
        (start.Environment["RAPPORT_ORGANIZATION"], start.Environment["RAPPORT_OWNER_EMAIL"], start.Environment["RAPPORT_OWNER_PASSWORD"]) =
            ("Harbour Garages", Email, Password);
        if (engine == Engine.Postgres)
            start.Environment["RAPPORT_DATABASE"] = new NpgsqlConnectionStringBuilder(TestMachine.Postgres)
            {
                Database = database,
            }.ToString();
        var started = Process.Start(start)!;
        // A pipe that nobody empties stops the server when it is full.
        if (arguments[0] == "serve")
        {
            started.OutputDataReceived += (_, _) => { };
            started.BeginOutputReadLine();
        }
        return started;
    }

    private async Task Ready(Process server, Uri address)
    {
        for (var tries = 0; ; tries++)
        {
            Assert.False(server.HasExited, "The server ended while it started.");
            Assert.True(tries < 600, "The server was not ready within a minute.");
            try
            {
                if ((await Api.GetAsync(new Uri(address, "/health/ready"))).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) { }
            await Task.Delay(100);
        }
    }

    /// <summary>Where the program was published: RAPPORT_TEST_PROGRAM, else what <c>bin/publish</c> last made.</summary>
    private static string Program =>
        Environment.GetEnvironmentVariable("RAPPORT_TEST_PROGRAM") is { Length: > 0 } named
            ? named
            : Path.Combine(TestMachine.Root, "artifacts", "publish");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task Administer(string statement)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(TestMachine.Postgres) { Pooling = false }.ToString()
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class SqliteProgram() : PublishedServer(Engine.Sqlite);

public sealed class PostgresProgram() : PublishedServer(Engine.Postgres);
