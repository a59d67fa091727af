using System.Runtime.Versioning;

namespace Rapport.Browser.Crashes;

/// <summary>On a machine that others use, too, the data folder is the server's alone.</summary>
[Trait("Spec", "SEC-1")]
[UnsupportedOSPlatform("windows")]
public sealed class PrivateFolderTests : CrashTest
{
    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    [Fact]
    public async Task Nobody_else_reads_what_lies_in_it_though_an_older_version_left_it_open()
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent("name\nAda Lovelace\n"u8.ToArray()), "file", "people.csv" },
        };
        (await Api.PostAsync("/api/imports", form)).EnsureSuccessStatusCode();
        Assert.NotEmpty(Entries());
        Assert.All(Entries(), entry => Assert.Equal(UnixFileMode.None, entry.UnixFileMode & OfOthers));

        await Server.Kill();
        foreach (var entry in Entries())
            entry.UnixFileMode |= OfOthers;
        await Server.StartAndWait();

        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Folder) & OfOthers);
        Assert.All(Entries(), entry => Assert.Equal(UnixFileMode.None, entry.UnixFileMode & OfOthers));
    }

    private List<FileSystemInfo> Entries() =>
        [.. new DirectoryInfo(Folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories), new DirectoryInfo(Folder)];
}
