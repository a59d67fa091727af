using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Rapport.Formats;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Import.Runs;

namespace Rapport.Records.Import.FactTables;

/// <summary>A fact of a file with the rows that tell it.</summary>
internal sealed record FactOfRows(IReadOnlyList<CsvRow> Rows, FactDraft Draft);

/// <summary>Facts that go into one transaction, and where in the file they end.</summary>
internal sealed record FactRows(List<FactOfRows> Facts, long LastRow, long BytesDone);

/// <summary>Reads a file of facts in batches that end between two facts.</summary>
internal sealed class FactFileRows(Stream file, FileShape shape, ReadFactRow read, int size)
{
    private const int MostLines = 5_000;
    private readonly HashSet<long> seen = [];

    /// <param name="skip">Rows that were taken in by a run before.</param>
    public async IAsyncEnumerable<FactRows> Batches(long skip, [EnumeratorCancellation] CancellationToken ct)
    {
        var (facts, together, rows, letters) = (new List<FactOfRows>(), new List<CsvRow>(), 0, 0L);
        var table = await RowFile.Open(file, shape, ct);
        await foreach (var row in table.Rows.WithCancellation(ct))
        {
            if (
                together.Count > 0
                && !(read.HasLines && together.Count < MostLines && read.IdOf(row) is { } id && id == read.IdOf(together[0]))
            )
            {
                Close(facts, together, skip);
                rows += together.Count;
                letters += together.Sum(r => r.Letters);
                together = [];
                if ((rows >= size || letters >= ReadFile.MaxLetters) && facts.Count > 0)
                {
                    yield return new FactRows(facts, row.Number - 1, file.Position);
                    (facts, rows, letters) = ([], 0, 0);
                }
            }
            together.Add(row);
        }
        Close(facts, together, skip);
        if (facts.Count > 0)
            yield return new FactRows(facts, facts[^1].Rows[^1].Number, file.Position);
    }

    private void Close(List<FactOfRows> facts, List<CsvRow> together, long skip)
    {
        if (together.Count == 0)
            return;
        var isNew =
            !read.HasLines
            || read.IdOf(together[0]) is not { } id
            || seen.Add(BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id))));
        if (together[^1].Number <= skip)
            return;
        // Taken in, the second part would replace the first.
        facts.Add(
            new FactOfRows(
                together,
                isNew
                    ? read.Read(together)
                    : read.Broken(
                        together[0],
                        FactColumns.ExternalId,
                        "Its other lines stand elsewhere in the file. Sort the file, so that they follow each other."
                    )
            )
        );
    }
}
