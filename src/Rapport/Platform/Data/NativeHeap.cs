using System.Runtime.InteropServices;

namespace Rapport.Platform.Data;

/// <summary>
/// The memory that SQLite allocates. glibc gives each thread a heap of its own and keeps there what was freed, so a bulk whose steps run on
/// many threads would hold
/// hundreds of megabytes for good: one heap serves all, and gives back what a long run leaves. Other C libraries do so by themselves.
/// </summary>
internal static class NativeHeap
{
    private const int ArenaMax = -8;

    /// <summary>To be called before the first thread allocates.</summary>
    public static void Share() => Try(() => mallopt(ArenaMax, 1));

    public static void GiveBack() => Try(() => malloc_trim(0));

    private static void Try(Func<int> call)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            call();
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            // Not glibc.
        }
    }

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int mallopt(int parameter, int value);

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int malloc_trim(nint pad);
}
