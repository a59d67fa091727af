namespace Rapport.Platform.Web.Live;

/// <summary>
/// Knows which of the names a page listens for its reader may hear of, and by which others the log has them; the layer that knows the
/// records answers.
/// </summary>
public interface IHearLive
{
    /// <returns>Names as the log has them, each with what the page calls it.</returns>
    Task<IReadOnlyDictionary<string, string>> Run(IReadOnlySet<string> names, CancellationToken ct);
}
