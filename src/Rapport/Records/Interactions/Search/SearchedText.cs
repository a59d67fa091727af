using Rapport.Records.Facts;

namespace Rapport.Records.Interactions.Search;

/// <summary>A kind of fact whose texts can be searched; registered by its module.</summary>
/// <param name="Of">The texts of one.</param>
public sealed record SearchedText(FactKind Kind, Func<Fact, IEnumerable<string?>> Of)
{
    public static SearchedText For<T>(Func<T, IEnumerable<string?>> texts)
        where T : Fact => new(FactKind.Of<T>(), fact => texts((T)fact));
}
