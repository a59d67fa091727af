#if SYSTEM_SQLITE
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Rapport.Platform.Data;

/// <summary>Runs Microsoft.Data.Sqlite on the operating system's SQLite: the native bundle is not on every package feed.</summary>
internal static class SystemSqlite
{
    private static readonly string[] Names = ["libsqlite3.so.0", "libsqlite3.dylib", "sqlite3"];

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The provider must stand before the first connection, whichever program opens it.")]
    internal static void Use()
    {
        // Microsoft.Data.Sqlite asks for a newer SQLitePCLRaw.core than the one restored; the surface it calls is the same.
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name == "SQLitePCLRaw.core"
                ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "SQLitePCLRaw.core.dll"))
                : null;
        SetProvider();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SetProvider()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, Load);
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
        SQLitePCL.raw.FreezeProvider();
    }

    private static IntPtr Load(string library, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var name in Names)
            if (NativeLibrary.TryLoad(name, out var handle))
                return handle;
        return IntPtr.Zero;
    }
}
#endif
