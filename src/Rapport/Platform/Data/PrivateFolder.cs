using System.Runtime.InteropServices;

namespace Rapport.Platform.Data;

/// <summary>The data folder is for the user that runs the program alone: 0700, and 0600 for what lies in it.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OfFolders = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
        OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Whatever this process makes from now on is its user's alone, by whichever library it is made.</summary>
    public static void Mask()
    {
        if (!OperatingSystem.IsWindows())
            umask(0x3F);
    }

    /// <summary>Makes the folder; one that an older version left open to others is closed with all that is in it.</summary>
    public static void Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        if (!Directory.Exists(path))
            Directory.CreateDirectory(path, OfFolders);
        // A folder that others use, too, such as /tmp, is left as it is; an empty one is about to be ours.
        else if (File.GetUnixFileMode(path) != OfFolders && IsOurs(path))
            Close(new DirectoryInfo(path));
    }

    private static bool IsOurs(string path) =>
        File.Exists(Path.Combine(path, "rapport.db"))
        || File.Exists(Path.Combine(path, "master.key"))
        || !Directory.EnumerateFileSystemEntries(path).Any();

    private static void Close(DirectoryInfo folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                return;
            foreach (var entry in folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
                if (entry.LinkTarget is null)
                    entry.UnixFileMode = entry is DirectoryInfo ? OfFolders : OfFiles;
            // Last, so that a walk that was interrupted is begun again.
            folder.UnixFileMode = OfFolders;
        }
        catch (UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{folder.FullName} belongs to somebody else and stays open to others: it should be 0700.");
        }
    }

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint umask(uint mask);
}
