using System.Text;

namespace Rapport.Models.Linkage;

/// <summary>
/// Chinese, Japanese, Korean, Thai and their like put no space between a surname and a given name, or between the words of a company's
/// name: a word may begin
/// at any letter.
/// </summary>
public static class UnspacedWriting
{
    /// <summary>The most pairs that one name gives.</summary>
    public const int Limit = 60;

    /// <summary>
    /// Every letter of such writing with the letter behind it, the last of a run alone: whatever one or two letters stand in a name, one of
    /// these begins with them.
    /// </summary>
    /// <param name="name">Any name; its letters are folded as <see cref="NameFolding.Key"/> folds them.</param>
    public static IEnumerable<string> Pairs(string name)
    {
        // Below these letters are the alphabets, whose words stand apart.
        if (name.AsSpan().IndexOfAnyExceptInRange('\0', '\u0DFF') < 0)
            return [];
        var runes = NameFolding.Key(name).EnumerateRunes().ToList();
        return runes
            .Select(
                (rune, at) =>
                    IsUnspaced(rune) ? rune.ToString() + (at + 1 < runes.Count && IsUnspaced(runes[at + 1]) ? runes[at + 1] : "") : ""
            )
            .Where(pair => pair.Length > 0)
            .Distinct()
            .Take(Limit);
    }

    private static bool IsUnspaced(Rune rune) =>
        rune.Value switch
        {
            // Thai, Lao; Myanmar; Khmer.
            >= 0x0E00 and <= 0x0EFF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x17FF => true,
            // Radicals to kana, bopomofo and the ideographs; Yi and Hangul; compatibility ideographs.
            >= 0x2E80 and <= 0x9FFF or >= 0xA000 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF => true,
            // Ideographs beyond the first plane.
            >= 0x20000 and <= 0x3FFFF => true,
            _ => false,
        };
}
