using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Bench;

/// <summary>
/// Five hundred open pages on one server: how long until a change has reached those it concerns, and what the open pages cost.
/// </summary>
internal sealed class LiveBench(ServerProcess server, string token, List<Guid> customers)
{
    private const int Pages = 500,
        Changes = 60,
        Concerned = 50;
    private readonly List<double> waits = [];

    public async Task Run()
    {
        using var http = Client();
        var before = server.WorkingSet;
        using var ending = new CancellationTokenSource();
        // A tenth of the pages show the customer that changes; each of the others shows one of its own.
        var pages = await Task.WhenAll(
            Enumerable.Range(0, Pages).Select(i => Open(i < Concerned ? customers[0] : customers[i], ending.Token))
        );
        await Task.Delay(2_000);
        var (idle, idleFor) = (server.Processor, Stopwatch.StartNew());
        await Task.Delay(10_000);
        var atRest = (server.Processor - idle) / idleFor.Elapsed;
        var memory = server.WorkingSet - before;

        foreach (var named in new[] { "one customer", "facts in bulk" })
        {
            waits.Clear();
            var (spent, watch) = (server.Processor, Stopwatch.StartNew());
            for (var i = 0; i < Changes; i++)
            {
                // What follows from a change, such as a new score, is told as well; it must not be taken for the next one.
                await Task.Delay(400);
                var hears = Task.WhenAll(pages.Take(Concerned).Select(page => page.Hears()));
                var begun = Stopwatch.GetTimestamp();
                await Change(http, named, i);
                foreach (var heard in await hears)
                    waits.Add(Stopwatch.GetElapsedTime(begun, heard).TotalMilliseconds);
            }
            var load = (server.Processor - spent) / watch.Elapsed;
            var figures = Figures.Of(waits, watch.Elapsed.TotalSeconds, 0);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{$"live, {Pages} pages, {named}", -44} told {Concerned} of them: p50 {figures.P50:N0} ms, p99 "
                        + $"{figures.P99:N0} ms, slowest {waits.Max():N0} ms; {load:P0} of a core at "
                        + $"{Changes / watch.Elapsed.TotalSeconds:N1} changes a second"
                )
            );
        }
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{$"live, {Pages} pages at rest", -44} {memory / 1024.0 / 1024:N0} MB more memory, {atRest:P1} of a core"
            )
        );
        await ending.CancelAsync();
    }

    private sealed class OpenPage
    {
        private TaskCompletionSource<long> next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>When the next word of a change comes.</summary>
        public Task<long> Hears() => (next = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public async Task Listen(StreamReader stream, CancellationToken ct)
        {
            while (!ct.IsCancellationRequested && await stream.ReadLineAsync(ct) is { } line)
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                    next.TrySetResult(Stopwatch.GetTimestamp());
        }
    }

    private async Task<OpenPage> Open(Guid customer, CancellationToken ct)
    {
        // As a page of this customer names what it shows.
        var names = string.Join(
            ',',
            new[]
            {
                "customer",
                "facts",
                "segments",
                "order",
                "invoice",
                "payment",
                "ticket",
                "survey_response",
                "vehicle",
                "service_visit",
                "appointment",
                "loyalty_transaction",
                "session",
                "activity",
                "note",
            }.Select(kind => $"{kind}:{customer}")
        );
        var answer = await Client()
            .GetAsync(new Uri($"/live?names={names}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, ct);
        var page = new OpenPage();
        _ = page.Listen(new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(ct)), ct);
        return page;
    }

    private async Task Change(HttpClient http, string named, int turn)
    {
        using var body =
            named == "one customer"
                ? new StringContent(
                    JsonSerializer.Serialize(new { preferred_language = turn % 2 == 0 ? "en" : "de" }),
                    Encoding.UTF8,
                    "application/json"
                )
                : new StringContent(
                    string.Join(
                        '\n',
                        Enumerable
                            .Range(0, 100)
                            .Select(i =>
                                JsonSerializer.Serialize(
                                    new
                                    {
                                        type = "ticket",
                                        external_id = $"live-{Ids.Next():N}",
                                        customer = new { id = customers[i] },
                                        subject = "Noise",
                                        status = "open",
                                        priority = "normal",
                                        opened_at = "2026-03-01T10:00:00Z",
                                    }
                                )
                            )
                    ),
                    Encoding.UTF8,
                    "application/x-ndjson"
                );
        using var answer =
            named == "one customer"
                ? await http.PatchAsync(new Uri($"/api/customers/{customers[0]}", UriKind.Relative), body)
                : await http.PostAsync(new Uri("/api/facts/bulk", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    private HttpClient Client()
    {
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = server.Url, Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
