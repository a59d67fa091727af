namespace Rapport.Records.Facts;

/// <summary>Search by words in the list of a kind of fact; registered by the module.</summary>
/// <param name="Fields">What is searched, for people: "Number, subject or description".</param>
/// <param name="Hits">The IDs of facts that hold all words, the newest where there are very many.</param>
public sealed record FactSearch(FactKind Kind, string Fields, Func<IServiceProvider, string, CancellationToken, Task<List<Guid>>> Hits)
{
    /// <summary>The parameter of the list.</summary>
    public const string Name = "search";

    public const int Longest = 200;

    /// <summary>For the description of the API.</summary>
    public string Meaning => $"Words of {char.ToLowerInvariant(Fields[0])}{Fields[1..]}";
}
