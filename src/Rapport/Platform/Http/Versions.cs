namespace Rapport.Platform.Http;

/// <summary>ETag and If-Match (RFC 9110): a record's version number in quotes.</summary>
public static class Versions
{
    public static string ETag(int version) => $"\"{version}\"";

    public static void SetETag(this HttpResponse response, int version) => response.Headers.ETag = ETag(version);

    /// <summary>The version the caller has seen; null when anything will do.</summary>
    public static int? IfMatch(this HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString().Trim();
        if (header is "" or "*")
            return null;
        var tag = header.StartsWith("W/", StringComparison.Ordinal) ? header[2..] : header;
        return int.TryParse(tag.Trim('"'), out var version) ? version : -1;
    }

    public static void Require(int? seen, int current)
    {
        if (seen is { } version && version != current)
            throw new Stale();
    }
}
