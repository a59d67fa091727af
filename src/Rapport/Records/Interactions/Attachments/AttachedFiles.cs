using System.Security.Cryptography;
using Rapport.Platform.Data;
using Rapport.Platform.Files;
using Rapport.Platform.Http;

namespace Rapport.Records.Interactions.Attachments;

/// <summary>The file is larger than what is kept here: 413.</summary>
public sealed class FileTooLarge()
    : Problem(
        413,
        "too_large",
        $"Files over {AttachedFiles.Limit >> 20} MB are not kept here. Put it where it can be fetched, and attach its "
            + "address: POST {\"url\": …, \"name\": …}."
    );

/// <summary>The attached files: each lies under the hash of its content, so the same file twice is kept once.</summary>
public sealed class AttachedFiles(FileStore store, Tenant tenant)
{
    public const long Limit = 25L << 20;

    // Whoever sends more is answered once they have sent it; beyond this they are cut off.
    private const long Patience = 64L << 20;

    public sealed record Received(string Path, long Size, string Hash, string Kind);

    public async Task<Received> Receive(Stream content, CancellationToken ct)
    {
        await using var draft = store.Draft();
        try
        {
            return await Copy(content, draft, ct);
        }
        catch
        {
            File.Delete(draft.Name);
            throw;
        }
    }

    /// <summary>Puts a received file in its place.</summary>
    public Task Keep(Received received, CancellationToken ct) => store.Keep(received.Path, NameOf(received.Hash), ct);

    public void Drop(Received received) => File.Delete(received.Path);

    public Task<FileStream?> Open(string hash, CancellationToken ct) => store.Open(NameOf(hash), ct);

    public Task Forget(string hash, CancellationToken ct) => store.Delete(NameOf(hash), ct);

    private string NameOf(string hash) => $"attachments/{tenant.OrganizationId:N}/{hash[..2]}/{hash}";

    private static async Task<Received> Copy(Stream content, FileStream file, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, size, kind) = (new byte[1 << 16], 0L, FileKinds.Unknown);
        while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct) is > 0 and var read)
        {
            if (size == 0)
                kind = FileKinds.Of(buffer.AsSpan(0, read));
            if ((size += read) > Patience)
                throw new FileTooLarge();
            if (size > Limit)
                continue;
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        file.Flush(flushToDisk: true);
        if (size > Limit)
            throw new FileTooLarge();
        if (size == 0)
            throw new Invalid("file", "The file is empty.");
        return new Received(file.Name, size, Convert.ToHexStringLower(hash.GetHashAndReset()), kind);
    }
}
