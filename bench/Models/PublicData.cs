namespace Rapport.Bench.Models;

/// <summary>The public sets laid out beside the checkout.</summary>
internal static class PublicData
{
    public static string Path(string folder, string file)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "Rapport.slnx")))
            root = root.Parent;
        var path = System.IO.Path.Combine(root?.Parent?.FullName ?? "", "shared", "data", folder, file);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{folder}/{file} is not laid out beside the checkout.");
    }
}
