using System.Security.Cryptography;
using System.Text;

namespace Rapport.Platform.Data;

/// <summary>
/// The one secret outside the database. It comes from RAPPORT_MASTER_KEY (base64, 32 bytes) or from <c>master.key</c> in the data folder,
/// made at random on first start.
/// Whoever loses it loses every sealed column and event for good.
/// </summary>
public sealed class MasterKey
{
    private const int Size = 32,
        NonceSize = 12,
        TagSize = 16;
    private readonly byte[] key;

    public MasterKey(byte[] key) => this.key = key.Length == Size ? key : throw new ArgumentException("The master key has 32 bytes.");

    public static MasterKey Load(string dataFolder, string? fromEnvironment)
    {
        if (!string.IsNullOrWhiteSpace(fromEnvironment))
            return new MasterKey(Convert.FromBase64String(fromEnvironment.Trim()));
        var file = Path.Combine(dataFolder, "master.key");
        if (!File.Exists(file))
            Create(file);
        return new MasterKey(Convert.FromBase64String(File.ReadAllText(file).Trim()));
    }

    /// <summary>A key for one purpose, from which neither the master key nor another purpose's key can be found (HKDF, RFC 5869).</summary>
    public byte[] For(string purpose, Guid organization = default) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            key,
            Size,
            info: [.. Encoding.UTF8.GetBytes(purpose), 0, .. organization.ToByteArray(true)]
        );

    /// <summary>AES-256-GCM: nonce, ciphertext, tag.</summary>
    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var sealedBytes = new byte[NonceSize + plain.Length + TagSize];
        var nonce = sealedBytes.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceSize, plain.Length), sealedBytes.AsSpan(NonceSize + plain.Length), context);
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">The bytes were changed, or sealed under another key or for another place.</exception>
    public static byte[] Unseal(byte[] key, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context)
    {
        if (sealedBytes.Length < NonceSize + TagSize)
            throw new CryptographicException("Too short to be sealed.");
        var plain = new byte[sealedBytes.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(sealedBytes[..NonceSize], sealedBytes.Slice(NonceSize, plain.Length), sealedBytes[^TagSize..], plain, context);
        return plain;
    }

    private static void Create(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            var made = $"{file}.{Environment.ProcessId}";
            using (var stream = new StreamWriter(made, options))
                stream.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size)));
            // Two processes may start at once: whoever links first has made the key.
            File.Move(made, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file)) { }
    }
}
