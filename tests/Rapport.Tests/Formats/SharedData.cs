using System.Formats.Tar;
using System.IO.Compression;

namespace Rapport.Tests.Formats;

/// <summary>The public data beside the repository. Tests that need it do nothing where it is not laid out.</summary>
internal static class SharedData
{
    private static readonly string? folder = Locate();

    public static bool IsMissing => folder is null;

    public static string PathOf(params string[] parts) => Path.Combine([folder!, .. parts]);

    public static string[][] Csv(params string[] parts) =>
        File.ReadAllLines(PathOf(parts)).Skip(1).Select(line => line.Split(',')).ToArray();

    /// <summary>Calls <paramref name="use"/> with the folder into which the archive was unpacked, and removes it afterwards.</summary>
    public static void Unpacked(Action<string> use, params string[] archive)
    {
        var target = Directory.CreateTempSubdirectory("rapport-formats-");
        try
        {
            using var file = File.OpenRead(PathOf(archive));
            using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            TarFile.ExtractToDirectory(unzipped, target.FullName, overwriteFiles: true);
            use(target.FullName);
        }
        finally
        {
            target.Delete(recursive: true);
        }
    }

    private static string? Locate()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Rapport.slnx")))
            {
                var data = Path.GetFullPath(Path.Combine(at.FullName, "..", "shared", "data"));
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }
}
