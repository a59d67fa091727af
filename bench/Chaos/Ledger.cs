using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Chaos;

/// <summary>
/// People who create customers without a pause, and a list of what was acknowledged to them. Whoever gets no answer sends the same again
/// under the same key, as a careful client does.
/// </summary>
public sealed class Ledger(IReadOnlyList<Func<HttpClient>> nodes)
{
    private const int Tries = 200;
    private readonly string run = Ids.Next().ToString("N")[..8];
    private readonly ConcurrentDictionary<string, string> acknowledged = new();
    private readonly ConcurrentDictionary<string, int> answers = new();
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> writers = [];
    private long lastAcknowledged = Stopwatch.GetTimestamp();
    private int written;

    /// <summary>What is common to the names of all that is written.</summary>
    public string Prefix => $"Ledger {run} ";

    public int Written => Volatile.Read(ref written);

    /// <summary>The name of each customer that was acknowledged, and the ID that came with it.</summary>
    public IReadOnlyDictionary<string, string> Acknowledged => acknowledged;

    /// <summary>Answers by status and code, such as "503 unavailable".</summary>
    public IReadOnlyDictionary<string, int> Answers => answers;

    /// <summary>Answers of 503 without a Retry-After.</summary>
    public int WithoutRetry { get; private set; }

    public TimeSpan SlowestAnswer { get; private set; }

    public void Start(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var writer = i;
            writers.Add(Task.Run(() => Write(writer)));
        }
    }

    /// <summary>Waits for so many acknowledgements more.</summary>
    public async Task More(int count, TimeSpan patience)
    {
        var (began, before) = (Stopwatch.GetTimestamp(), acknowledged.Count);
        while (acknowledged.Count < before + count)
        {
            if (Stopwatch.GetElapsedTime(began) > patience)
                throw new TimeoutException($"Not {count} writes within {patience.TotalSeconds} s: {string.Join(", ", answers)}");
            await Task.Delay(10);
        }
    }

    /// <summary>Waits for an acknowledgement from now on, and answers how long that took.</summary>
    public async Task<TimeSpan> NextAcknowledged(TimeSpan patience)
    {
        var began = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref lastAcknowledged) < began)
        {
            if (Stopwatch.GetElapsedTime(began) > patience)
                throw new TimeoutException($"Nothing was written within {patience.TotalSeconds} s: {string.Join(", ", answers)}");
            await Task.Delay(10);
        }
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Ends the writing; whatever is under way is still brought to an answer.</summary>
    public async Task Stop()
    {
        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    private async Task Write(int writer)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var name = $"{Prefix}{writer} {i}";
            Interlocked.Increment(ref written);
            for (var tries = 0; tries < Tries; tries++)
            {
                if (await Send(nodes[(writer + tries) % nodes.Count], name) is not { } id)
                {
                    await Task.Delay(50);
                    continue;
                }
                acknowledged[name] = id;
                Volatile.Write(ref lastAcknowledged, Stopwatch.GetTimestamp());
                break;
            }
        }
    }

    private async Task<string?> Send(Func<HttpClient> node, string name)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/customers?on_duplicate=create")
            {
                Content = JsonContent.Create(new { type = "individual", display_name = name }),
            };
            request.Headers.Add("Idempotency-Key", name);
            using var answer = await node().SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            Note(answer, body, Stopwatch.GetElapsedTime(began));
            return answer.IsSuccessStatusCode ? JsonDocument.Parse(body).RootElement.GetProperty("id").GetString() : null;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            answers.AddOrUpdate("no answer", 1, (_, count) => count + 1);
            return null;
        }
    }

    private void Note(HttpResponseMessage answer, string body, TimeSpan took)
    {
        var code =
            answer.IsSuccessStatusCode || !body.StartsWith('{') ? "" : $" {JsonDocument.Parse(body).RootElement.GetProperty("code")}";
        answers.AddOrUpdate($"{(int)answer.StatusCode}{code}", 1, (_, count) => count + 1);
        lock (answers)
        {
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is null)
                WithoutRetry++;
            if (took > SlowestAnswer)
                SlowestAnswer = took;
        }
    }
}
