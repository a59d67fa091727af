using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Rapport.Chaos;

/// <summary>The published program, as a process that may end, be killed and be started again.</summary>
public sealed class ServedProgram(string program, string folder, string? postgres) : IAsyncDisposable
{
    public const string Email = "owner@harbour.example",
        Password = "correct horse battery staple 7";

    private readonly Queue<string> said = new();
    private Process? process;

    public Uri Address { get; private set; } = new($"http://127.0.0.1:{FreePort()}");

    public string Folder => folder;

    /// <summary>Settings beside the database's and the first organization's.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    public bool HasEnded => process!.HasExited;

    public int ExitCode => process!.ExitCode;

    public int ProcessId => process!.Id;

    /// <summary>Its last lines, for the message of a test that fails.</summary>
    public string Said
    {
        get
        {
            lock (said)
                return string.Join('\n', said);
        }
    }

    public void Start(string? urls = null)
    {
        var start = new ProcessStartInfo("dotnet", [program, "serve", "--data", folder, "--urls", urls ?? Address.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["RAPPORT_ORGANIZATION"] = "Harbour Garages";
        start.Environment["RAPPORT_OWNER_EMAIL"] = Email;
        start.Environment["RAPPORT_OWNER_PASSWORD"] = Password;
        if (postgres is not null)
            start.Environment["RAPPORT_DATABASE"] = postgres;
        foreach (var (name, value) in Settings)
            start.Environment[name] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public async Task StartAndWait()
    {
        Start();
        await UntilReady();
    }

    public async Task UntilReady()
    {
        using var client = Client();
        for (var tries = 0; tries < 1200; tries++)
        {
            if (HasEnded)
                throw new InvalidOperationException($"The program ended with {ExitCode} while it started:\n{Said}");
            try
            {
                if ((await client.GetAsync("/health/ready")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) { }
            await Task.Delay(50);
        }
        throw new InvalidOperationException($"The program was not ready within a minute:\n{Said}");
    }

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public Task Ended(TimeSpan patience) => process!.WaitForExitAsync().WaitAsync(patience);

    public HttpClient Client(string? token = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromSeconds(30),
        };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    public async Task<string> SignIn()
    {
        using var client = Client();
        var answer = await client.PostAsJsonAsync("/api/auth/login", new { email = Email, password = Password });
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    /// <summary>Runs a command on the same database: what it printed, and its exit code.</summary>
    public async Task<(int Code, string Printed)> Command(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments, "--data", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (postgres is not null)
            start.Environment["RAPPORT_DATABASE"] = postgres;
        foreach (var (name, value) in Settings)
            start.Environment[name] = value;
        using var command = Process.Start(start)!;
        var complaints = command.StandardError.ReadToEndAsync();
        var printed = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, printed + await complaints);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is null)
            return;
        if (!process.HasExited)
            await Kill();
        process.Dispose();
    }

    private void Note(string? line)
    {
        lock (said)
        {
            if (line is not null)
                said.Enqueue(line);
            while (said.Count > 60)
                said.Dequeue();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
