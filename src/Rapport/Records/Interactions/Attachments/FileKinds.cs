using System.Text;

namespace Rapport.Records.Interactions.Attachments;

/// <summary>What a file is by its first bytes, and what its name and the browser say it is.</summary>
internal static class FileKinds
{
    public const string Program = "a program",
        Text = "text",
        Unknown = "of a kind that is not known";

    private const string Picture = "a picture",
        Pdf = "a PDF",
        Packed = "a packed file or Office document",
        Old = "an old Office document",
        Sound = "a recording",
        Film = "a film";

    private static readonly (int At, byte[] Bytes, string Kind)[] Marks =
    [
        (0, "%PDF"u8.ToArray(), Pdf),
        (0, [0x89, 0x50, 0x4E, 0x47], Picture),
        (0, [0xFF, 0xD8, 0xFF], Picture),
        (0, "GIF8"u8.ToArray(), Picture),
        (8, "WEBP"u8.ToArray(), Picture),
        (0, "BM"u8.ToArray(), Picture),
        (0, [0x49, 0x49, 0x2A, 0x00], Picture),
        (0, [0x4D, 0x4D, 0x00, 0x2A], Picture),
        (4, "ftypheic"u8.ToArray(), Picture),
        (4, "ftypavif"u8.ToArray(), Picture),
        (4, "ftypM4A"u8.ToArray(), Sound),
        (4, "ftyp"u8.ToArray(), Film),
        (0, "PK\u0003\u0004"u8.ToArray(), Packed),
        (0, [0x1F, 0x8B], Packed),
        (0, [0x37, 0x7A, 0xBC, 0xAF], Packed),
        (0, [0xD0, 0xCF, 0x11, 0xE0], Old),
        (0, "ID3"u8.ToArray(), Sound),
        (8, "WAVE"u8.ToArray(), Sound),
        (0, "OggS"u8.ToArray(), Sound),
        (0, [0xFF, 0xFB], Sound),
        (0, [0x1A, 0x45, 0xDF, 0xA3], Film),
        (0, "MZ"u8.ToArray(), Program),
        (0, [0x7F, 0x45, 0x4C, 0x46], Program),
        (0, [0xCA, 0xFE, 0xBA, 0xBE], Program),
        (0, [0xCF, 0xFA, 0xED, 0xFE], Program),
        (0, "#!"u8.ToArray(), Program),
    ];

    private static readonly Dictionary<string, (string Kind, string Type)> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = (Pdf, "application/pdf"),
        [".png"] = (Picture, "image/png"),
        [".jpg"] = (Picture, "image/jpeg"),
        [".jpeg"] = (Picture, "image/jpeg"),
        [".gif"] = (Picture, "image/gif"),
        [".webp"] = (Picture, "image/webp"),
        [".bmp"] = (Picture, "image/bmp"),
        [".tif"] = (Picture, "image/tiff"),
        [".tiff"] = (Picture, "image/tiff"),
        [".heic"] = (Picture, "image/heic"),
        [".avif"] = (Picture, "image/avif"),
        [".zip"] = (Packed, "application/zip"),
        [".gz"] = (Packed, "application/gzip"),
        [".7z"] = (Packed, "application/x-7z-compressed"),
        [".docx"] = (Packed, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        [".xlsx"] = (Packed, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        [".pptx"] = (Packed, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        [".odt"] = (Packed, "application/vnd.oasis.opendocument.text"),
        [".ods"] = (Packed, "application/vnd.oasis.opendocument.spreadsheet"),
        [".doc"] = (Old, "application/msword"),
        [".xls"] = (Old, "application/vnd.ms-excel"),
        [".ppt"] = (Old, "application/vnd.ms-powerpoint"),
        [".msg"] = (Old, "application/vnd.ms-outlook"),
        [".mp3"] = (Sound, "audio/mpeg"),
        [".wav"] = (Sound, "audio/wav"),
        [".ogg"] = (Sound, "audio/ogg"),
        [".m4a"] = (Sound, "audio/mp4"),
        [".mp4"] = (Film, "video/mp4"),
        [".mov"] = (Film, "video/quicktime"),
        [".webm"] = (Film, "video/webm"),
        [".txt"] = (Text, "text/plain"),
        [".csv"] = (Text, "text/csv"),
        [".md"] = (Text, "text/markdown"),
        [".json"] = (Text, "application/json"),
        [".xml"] = (Text, "application/xml"),
        [".eml"] = (Text, "message/rfc822"),
        [".ics"] = (Text, "text/calendar"),
        [".vcf"] = (Text, "text/vcard"),
        [".exe"] = (Program, ""),
        [".dll"] = (Program, ""),
        [".bat"] = (Program, ""),
        [".cmd"] = (Program, ""),
        [".ps1"] = (Program, ""),
        [".sh"] = (Program, ""),
        [".js"] = (Program, ""),
        [".vbs"] = (Program, ""),
        [".msi"] = (Program, ""),
        [".scr"] = (Program, ""),
        [".com"] = (Program, ""),
        [".jar"] = (Program, ""),
        [".html"] = (Program, ""),
        [".htm"] = (Program, ""),
        [".svg"] = (Program, ""),
    };

    public static string Of(ReadOnlySpan<byte> head)
    {
        foreach (var (at, bytes, kind) in Marks)
            if (head.Length >= at + bytes.Length && head[at..].StartsWith(bytes))
                return kind;
        return IsText(head) ? Text : Unknown;
    }

    /// <summary>What is wrong with the file; null when it is what it says it is.</summary>
    public static string? Fault(string kind, string name, string? declared)
    {
        var named = Endings.GetValueOrDefault(Path.GetExtension(name)).Kind;
        if (kind == Program || named == Program)
            return "Programs and pages that could run are not taken.";
        if (named is not null && named != kind)
            return $"By its name it is {named}, but it is {kind}.";
        var said = declared is null
            ? null
            : Endings.Values.FirstOrDefault(e => e.Type.Equals(declared, StringComparison.OrdinalIgnoreCase)).Kind;
        return said is not null && said != kind ? $"It was sent as {declared}, but it is {kind}." : null;
    }

    /// <summary>As it is sent back: by its name once that is proven, never as anything that could run.</summary>
    public static string TypeOf(string kind, string name) =>
        Endings.TryGetValue(Path.GetExtension(name), out var ending) && ending.Kind == kind && ending.Type.Length > 0 ? ending.Type
        : kind == Text ? "text/plain"
        : "application/octet-stream";

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.Contains((byte)0))
            return false;
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        try
        {
            // The last character may be cut in two; a decoder that is not flushed waits for the rest.
            decoder.GetCharCount(head, flush: false);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
