using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Routing;

namespace Rapport.Platform.Http;

/// <summary>
/// Refuses what no endpoint would notice by itself: a parameter that it does not know, a body that is packed, and JSON that is not valid
/// UTF-8 in a place nobody reads.
/// </summary>
public sealed class CheckRequest(RequestDelegate next)
{
    private static readonly ConditionalWeakTable<Endpoint, string[]> Known = [];

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint || !ProblemWriter.IsApi(http))
            return next(http);
        RefuseNoText(http.Request.QueryString.Value);
        RefuseEncoded(http.Request);
        if (http.Request.Query.Count > 0 && endpoint.Metadata.GetMetadata<MethodInfo>() is not null)
            RefuseUnknown(http.Request.Query, endpoint);
        if (
            http.Request.HasJsonContentType()
            && http.Request.GetTypedHeaders().ContentType?.Charset.Value is null or "" or "utf-8" or "UTF-8"
        )
            http.Request.Body = new Utf8Stream(http.Request.Body);
        return next(http);
    }

    /// <summary>Nothing here unpacks: what is packed would be read as rows that are no JSON.</summary>
    private static void RefuseEncoded(HttpRequest request)
    {
        if (
            request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding
            && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)
        )
            throw new BadHttpRequestException(
                "Send the body as it is: no Content-Encoding is taken.",
                StatusCodes.Status415UnsupportedMediaType
            );
    }

    /// <summary>Bytes that are no UTF-8 would be searched for as the percent signs that they are written with.</summary>
    private static void RefuseNoText(string? query)
    {
        if (query?.Contains('%') != true)
            return;
        foreach (var pair in query[1..].Split('&'))
        {
            var bytes = WebUtility.UrlDecodeToBytes(Encoding.UTF8.GetBytes(pair), 0, Encoding.UTF8.GetByteCount(pair));
            if (!Utf8.IsValid(bytes))
                throw new Unreadable(
                    pair.Split('=')[0] is { Length: > 0 and < 100 } name && !name.Contains('%') ? name : "query",
                    "It is not valid UTF-8."
                );
        }
    }

    private static void RefuseUnknown(IQueryCollection query, RouteEndpoint endpoint)
    {
        var known = Known.GetValue(endpoint, KnownTo);
        var errors = new Errors();
        foreach (var name in query.Keys.Where(name => !known.Any(k => Is(k, name))))
            errors.Add(BodyFaults.Cut(name), QueryReader.Unknown(known));
        errors.ThrowUnreadable();
    }

    /// <summary>What the description of the API says that it takes: there is no second list.</summary>
    private static string[] KnownTo(Endpoint endpoint) =>
        [
            .. endpoint.Metadata.OfType<QueryNote>().SelectMany(note => note.Parameters).Select(parameter => parameter.Name),
            .. endpoint
                .Metadata.GetMetadata<MethodInfo>()
                ?.GetParameters()
                .Where(p => IsText(p.ParameterType) && ((RouteEndpoint)endpoint).RoutePattern.GetParameter(p.Name!) is null)
                .Select(p => p.Name!)
                ?? [],
        ];

    private static bool Is(string known, string name) =>
        known.EndsWith(QueryNote.AnyKey, StringComparison.Ordinal)
            ? name.StartsWith(known[..^QueryNote.AnyKey.Length], StringComparison.Ordinal)
            : known == name;

    private static bool IsText(Type type) =>
        type == typeof(string)
        || (Nullable.GetUnderlyingType(type) ?? type) is { IsValueType: true } value && value != typeof(CancellationToken);

    /// <summary>
    /// Passes bytes on as they come and stops at the first that is not UTF-8: the JSON reader looks only at the text that it is asked for.
    /// </summary>
    private sealed class Utf8Stream(Stream inner) : Stream
    {
        private readonly Decoder decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        private readonly char[] ignored = new char[2048];

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct = default)
        {
            var read = await inner.ReadAsync(buffer, ct);
            Check(buffer.Span[..read], isLast: read == 0 && buffer.Length > 0);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken ct) =>
            ReadAsync(buffer.AsMemory(offset, count), ct).AsTask();

        private void Check(ReadOnlySpan<byte> bytes, bool isLast)
        {
            try
            {
                do
                {
                    decoder.Convert(bytes, ignored, isLast, out var used, out _, out _);
                    bytes = bytes[used..];
                } while (bytes.Length > 0);
            }
            catch (DecoderFallbackException)
            {
                throw new JsonException(null, new FormatException("The body is not valid UTF-8."));
            }
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
