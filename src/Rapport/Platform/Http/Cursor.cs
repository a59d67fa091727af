using System.Buffers.Text;
using System.Text.Json;

namespace Rapport.Platform.Http;

/// <summary>Where the next page begins: the sort and filter it belongs to, the last row's sort value and its ID.</summary>
public sealed record Cursor(string List, string? Value, Guid Id)
{
    public string Encode() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>A cursor of another sort or filter is refused: its rows would not follow.</summary>
    public static Cursor? Decode(string? text, string list)
    {
        if (text is null)
            return null;
        try
        {
            var cursor = JsonSerializer.Deserialize<Cursor>(Base64Url.DecodeFromChars(text));
            if (cursor?.List == list && StorableText.Fault(cursor.Value) is null)
                return cursor;
        }
        catch (Exception error) when (error is FormatException or JsonException) { }
        throw new Unreadable("cursor", "It does not belong to this sort and filter. Start again at the first page.");
    }
}
