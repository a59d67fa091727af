using System.Formats.Tar;
using System.IO.Compression;

namespace Rapport.Tests.Harness;

/// <summary>
/// Real public data. Small extracts whose licence allows it are part of the repository (<c>tests/data</c>); all of it is laid out in
/// <c>../shared/data</c> beside the checkout, or is not: what needs it is then skipped, and counted as skipped.
/// </summary>
public static class PublicData
{
    /// <summary>A file of tests/data.</summary>
    public static string Extract(string file) => Path.Combine(TestMachine.Root, "tests", "data", file);

    /// <summary>A file beside the checkout; skips the test where it is absent.</summary>
    public static string File(string folder, string file)
    {
        var path = Path.Combine(Path.GetDirectoryName(TestMachine.Root)!, "shared", "data", folder, file);
        Assert.SkipUnless(System.IO.File.Exists(path), $"{folder}/{file} is not laid out beside the checkout.");
        return path;
    }

    public static string[][] Cells(string csv) => [.. System.IO.File.ReadLines(csv).Skip(1).Select(line => line.Split(','))];

    public static Stream Unzipped(string path) => new GZipStream(System.IO.File.OpenRead(path), CompressionMode.Decompress);

    /// <summary>Calls <paramref name="use"/> with the folder into which the archive was unpacked, and removes it afterwards.</summary>
    public static void Unpacked(string folder, string archive, Action<string> use)
    {
        using var unzipped = Unzipped(File(folder, archive));
        var target = Directory.CreateTempSubdirectory("rapport-public-data-");
        try
        {
            TarFile.ExtractToDirectory(unzipped, target.FullName, overwriteFiles: true);
            use(target.FullName);
        }
        finally
        {
            target.Delete(recursive: true);
        }
    }

    /// <summary>One file of an archive.</summary>
    public static byte[] Unpacked(string folder, string archive, string file)
    {
        using var tar = new TarReader(Unzipped(File(folder, archive)));
        while (tar.GetNextEntry() is { } entry)
        {
            if (!entry.Name.EndsWith("/" + file, StringComparison.Ordinal) || entry.DataStream is null)
                continue;
            using var memory = new MemoryStream();
            entry.DataStream.CopyTo(memory);
            return memory.ToArray();
        }
        throw new FileNotFoundException($"{archive} holds no {file}.");
    }
}
