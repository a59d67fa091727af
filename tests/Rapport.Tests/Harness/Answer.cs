using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Rapport.Platform.Http;

namespace Rapport.Tests.Harness;

/// <summary>What the server said, read to its end.</summary>
public sealed record Answer(int Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    public string? ContentType => ContentHeaders.ContentType?.MediaType;

    /// <summary>The field of the answer, such as <c>answer["id"]</c>.</summary>
    public JsonElement this[string field] => Json.GetProperty(field);

    public Guid Id => this["id"].GetGuid();

    /// <summary>For a test that needs it to have worked before it can begin.</summary>
    public Answer Expect(int status) => Status == status ? this : throw new InvalidOperationException($"Expected {status}, got {this}");

    public override string ToString() => $"{Status} {(Text.Length > 600 ? Text[..600] + " …" : Text)}";
}

public static class Asking
{
    public static Task<Answer> Get(this HttpClient client, string path) => client.Ask(HttpMethod.Get, path);

    public static Task<Answer> Post(this HttpClient client, string path, object? body = null, params (string, string)[] headers) =>
        client.Ask(HttpMethod.Post, path, body, headers);

    public static Task<Answer> Put(this HttpClient client, string path, object? body = null, params (string, string)[] headers) =>
        client.Ask(HttpMethod.Put, path, body, headers);

    public static Task<Answer> Patch(this HttpClient client, string path, object? body = null, params (string, string)[] headers) =>
        client.Ask(HttpMethod.Patch, path, body, headers);

    public static Task<Answer> Delete(this HttpClient client, string path, params (string, string)[] headers) =>
        client.Ask(HttpMethod.Delete, path, null, headers);

    /// <param name="body">An object becomes JSON with the names it has here; text and bytes are sent as they are, called JSON.</param>
    public static async Task<Answer> Ask(
        this HttpClient client,
        HttpMethod method,
        string path,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
        {
            request.Content =
                body as HttpContent
                ?? new ByteArrayContent(
                    body switch
                    {
                        byte[] raw => raw,
                        string text => Encoding.UTF8.GetBytes(text),
                        _ => JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options),
                    }
                );
            if (body is not HttpContent)
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        using var response = await client.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }
}
