using Rapport.Platform.Data;

namespace Rapport.Records.Facts;

/// <summary>A way to narrow the list of a kind of fact beyond its own fields, such as tickets that are overdue; registered by the
/// module.</summary>
/// <param name="Meaning">For the description of the API.</param>
/// <param name="Choices">The words it takes, each with its title on the page.</param>
/// <param name="Where">The condition on <c>f</c> that a word stands for.</param>
public sealed record FactFilter(
    FactKind Kind,
    string Name,
    string Meaning,
    IReadOnlyList<(string Word, string Title)> Choices,
    Func<IServiceProvider, string, CancellationToken, Task<Sql>> Where
)
{
    /// <summary>Of its chips.</summary>
    public string Icon { get; init; } = "clock";
}
