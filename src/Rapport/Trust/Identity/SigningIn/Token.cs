using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Rapport.Platform.Data;

namespace Rapport.Trust.Identity.SigningIn;

public enum TokenKind
{
    [Word("rs")]
    Session,

    [Word("rf")]
    Refresh,

    [Word("rk")]
    ApiKey,

    [Word("ri")]
    Invitation,
}

/// <summary>
/// An opaque secret such as <c>rs_…</c>: the organization's 16 bytes and 32 random ones. The organization stands in it because row-level
/// security hides
/// every row until the organization is known. Only its hash is ever stored.
/// </summary>
public sealed record Token(TokenKind Kind, Guid OrganizationId, string Text)
{
    private const int IdSize = 16,
        SecretSize = 32;

    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(Text));

    public static Token Make(TokenKind kind, Guid organization)
    {
        Span<byte> bytes = stackalloc byte[IdSize + SecretSize];
        organization.TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[IdSize..]);
        return new Token(kind, organization, $"{Words.Of(kind)}_{Base64Url.EncodeToString(bytes)}");
    }

    public static Token? Read(string? text)
    {
        if (text is not { Length: 67 } || text[2] != '_' || !Words.TryParse<TokenKind>(text[..2], out var kind))
            return null;
        Span<byte> bytes = stackalloc byte[IdSize + SecretSize];
        if (
            !Base64Url.IsValid(text.AsSpan(3))
            || !Base64Url.TryDecodeFromChars(text.AsSpan(3), bytes, out var length)
            || length != bytes.Length
        )
            return null;
        return new Token(kind, new Guid(bytes[..IdSize], bigEndian: true), text);
    }

    public static Token? Read(string? text, TokenKind kind) => Read(text) is { } token && token.Kind == kind ? token : null;

    /// <summary>A token in a log would be a password in a log.</summary>
    public override string ToString() => $"{Words.Of(Kind)}_…";
}
