using System.Security.Cryptography;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Files;
using Rapport.Platform.Http;
using Rapport.Records.Customers;

namespace Rapport.Records.Import.Runs;

/// <summary>The uploaded files: known by their hash, gone once they are imported.</summary>
public sealed class ImportFiles(FileStore store)
{
    public const long DefaultLimit = 2L << 30;

    private static readonly (byte[] Start, string Says)[] Foreign =
    [
        ([0xD0, 0xCF, 0x11, 0xE0], "It is an old Excel or Word file, or an encrypted one. Save it as .xlsx or CSV first."),
        ("%PDF"u8.ToArray(), "It is a PDF, not a CSV file."),
        ([0x89, 0x50, 0x4E, 0x47], "It is a picture, not a CSV file."),
        ([0xFF, 0xD8, 0xFF], "It is a picture, not a CSV file."),
        ("GIF8"u8.ToArray(), "It is a picture, not a CSV file."),
        ([0x1F, 0x8B], "It is compressed. Unpack it first."),
        ("SQLite format 3"u8.ToArray(), "It is a database, not a CSV file."),
        ([0x7F, 0x45, 0x4C, 0x46], "It is a program, not a CSV file."),
        ("MZ"u8.ToArray(), "It is a program, not a CSV file."),
    ];

    public sealed record Stored(string Path, long Size, byte[] Hash);

    /// <summary>Bytes that a file may have: RAPPORT_IMPORT_LIMIT, 2 GB without it.</summary>
    public static long Limit =>
        long.TryParse(Environment.GetEnvironmentVariable("RAPPORT_IMPORT_LIMIT"), out var limit) && limit > 0 ? limit : DefaultLimit;

    public async Task<Stored> Store(Stream content, Guid id, CancellationToken ct)
    {
        var name = $"imports/{id:N}.csv";
        await using var draft = store.Draft();
        try
        {
            var (size, hash) = await Copy(content, draft, ct);
            await store.Keep(draft.Name, name, ct);
            return new Stored(name, size, hash);
        }
        catch
        {
            File.Delete(draft.Name);
            throw;
        }
    }

    /// <summary>
    /// Makes one file of several vCards, in the order of their names, so that the same folder is known again however it was sent. The
    /// single ones are gone then.
    /// </summary>
    internal async Task<(string Name, Stored Stored)> JoinCards(IReadOnlyList<(string Name, Stored Stored)> sent, CancellationToken ct)
    {
        var cards = sent.OrderBy(f => f.Name, StringComparer.Ordinal)
            .ThenBy(f => Convert.ToHexString(f.Stored.Hash), StringComparer.Ordinal)
            .ToList();
        await using var whole = store.Draft();
        try
        {
            foreach (var (name, stored) in cards)
            {
                await using var card = await Open(stored.Path, ct);
                if (!VCardFolder.Append(card, whole))
                    throw new Unreadable("file", $"Send one file, or several vCards. {name} is none.");
            }
            whole.Position = 0;
            var one = await Store(whole, Ids.Next(), ct);
            foreach (var (_, stored) in cards)
                await Delete(stored.Path, ct);
            return ($"{cards[0].Name} and {cards.Count - 1} more", one);
        }
        finally
        {
            File.Delete(whole.Name);
        }
    }

    private static async Task<(long Size, byte[] Hash)> Copy(Stream content, FileStream file, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, size, limit) = (new byte[1 << 16], 0L, Limit);
        while (true)
        {
            var read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            if (read == 0)
                break;
            if (size == 0)
                Sniff(buffer.AsSpan(0, read));
            if ((size += read) > limit)
                throw new BadHttpRequestException($"The file is larger than {limit >> 20} MB.", StatusCodes.Status413PayloadTooLarge);
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        if (size == 0)
            throw new Invalid("file", "The file is empty.");
        await file.FlushAsync(ct);
        return (size, hash.GetHashAndReset());
    }

    private static void Sniff(ReadOnlySpan<byte> start)
    {
        foreach (var (magic, says) in Foreign)
            if (start.StartsWith(magic))
                throw new Invalid("file", says);
    }

    /// <exception cref="FileNotFoundException">It is gone.</exception>
    public async Task<FileStream> Open(string name, CancellationToken ct) =>
        await store.Open(name, ct) ?? throw new FileNotFoundException();

    public async Task<bool> Exists(string? name, CancellationToken ct) => name is not null && await store.Exists(name, ct);

    public Task Delete(string? name, CancellationToken ct) => name is null ? Task.CompletedTask : store.Delete(name, ct);

    /// <summary>The header and first rows, read as the shape says.</summary>
    /// <param name="shape">Null for a file that nobody has looked at yet; then the sheet may be named.</param>
    internal async Task<FileHead> Head(string name, FileShape? shape, int rows, string? sheet, CancellationToken ct)
    {
        await using var file = await Open(name, ct);
        try
        {
            shape ??= FileShape.Detect(file, sheet);
            file.Position = 0;
            return await Head(file, shape, rows, ct);
        }
        catch (InvalidDataException damaged)
        {
            throw new Invalid("file", damaged.Message);
        }
    }

    private static async Task<FileHead> Head(FileStream file, FileShape shape, int rows, CancellationToken ct)
    {
        var reader = await RowFile.Open(file, shape, ct);
        var first = new List<CsvRow>();
        await foreach (var row in reader.Rows.WithCancellation(ct))
        {
            first.Add(row);
            if (first.Count == rows)
                break;
        }
        if (first.Count < rows)
            return new FileHead(shape, reader.Header, first, first.Count);
        var perRow = Math.Max(1.0, (double)file.Position / first.Count);
        return new FileHead(
            shape,
            reader.Header,
            first,
            Math.Max(first.Count, RowFile.CountOf(file, shape) ?? (long)(file.Length / perRow))
        );
    }
}

/// <summary>How a file begins, and about how many rows it has.</summary>
internal sealed record FileHead(FileShape Shape, IReadOnlyList<string> Headers, List<CsvRow> Rows, long EstimatedRows);
