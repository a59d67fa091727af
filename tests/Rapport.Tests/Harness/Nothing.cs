namespace Rapport.Tests.Harness;

public static class Nothing
{
    /// <summary>Fails with all that was found, where <c>Assert.Empty</c> cuts it off after five.</summary>
    public static void In(IEnumerable<string?> found)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, $"{all.Count} found:\n{string.Join('\n', all.Take(60))}");
    }
}
