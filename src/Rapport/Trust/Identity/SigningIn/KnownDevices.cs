using System.Buffers.Text;
using System.Security.Cryptography;
using Rapport.Platform.Data;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>
/// A browser in which somebody has signed in holds a proof of it, so that strangers who guess at that person's password cannot keep them
/// out. It lets nobody in.
/// </summary>
public sealed class KnownDevices(MasterKey master, TimeProvider clock)
{
    public const string Cookie = "rapport_device";
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);
    private const int Head = 24,
        Size = Head + 32;

    private readonly byte[] key = master.For("known-devices");

    public string Prove(Guid login)
    {
        var proof = new byte[Size];
        login.TryWriteBytes(proof, bigEndian: true, out _);
        BitConverter.TryWriteBytes(proof.AsSpan(16), clock.Now().UtcTicks);
        HMACSHA256.HashData(key, proof.AsSpan(0, Head), proof.AsSpan(Head));
        return Base64Url.EncodeToString(proof);
    }

    public bool Knows(string? text, Guid login)
    {
        if (text is not { Length: > 0 and < 200 } || !Base64Url.IsValid(text))
            return false;
        var proof = Base64Url.DecodeFromChars(text);
        return proof.Length == Size
            && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, proof.AsSpan(0, Head)), proof.AsSpan(Head))
            && new Guid(proof.AsSpan(0, 16), bigEndian: true) == login
            && new DateTimeOffset(BitConverter.ToInt64(proof, 16), TimeSpan.Zero) + Lifetime > clock.Now();
    }
}
