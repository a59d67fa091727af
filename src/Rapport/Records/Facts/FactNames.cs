using Rapport.Platform.Data;

namespace Rapport.Records.Facts;

/// <summary>What the description of the API calls a kind of fact and its operations.</summary>
internal sealed class FactNames(FactKind kind)
{
    private readonly string one = Snake.Of(kind.Clr.Name).Replace('_', ' ');

    public string One => $"{("aeio".Contains(one[0]) ? "an" : "a")} {one}";
    public string Many => kind.Route.Replace('/', ' ').Replace('-', ' ');
    public string Tag => char.ToUpperInvariant(Many[0]) + Many[1..];
    public string TagMeaning => $"{Tag}, written here or taken from other systems under their external IDs";

    /// <summary>Such as listOrders and createOrder.</summary>
    public string Id(string verb, bool many = false) =>
        verb + string.Concat((many ? Many : one).Split(' ').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
