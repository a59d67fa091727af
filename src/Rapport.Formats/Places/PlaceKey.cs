using System.Globalization;
using System.Text;

namespace Rapport.Formats;

/// <summary>
/// What places are found by: a 64-bit hash (FNV-1a) of country, region and folded name. Of half a million keys, two agree by chance once in
/// a hundred million gazetteers.
/// </summary>
internal static class PlaceKey
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Of(string country, string region, string name) => Add(Add(Add(Basis, country), region), name);

    /// <summary>Letters and digits alone, in lower case without accents: "Saint-Étienne" is "saintetienne".</summary>
    public static string Folded(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "";
        }

        var folded = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                if (Rune.IsLetterOrDigit(rune))
                {
                    folded.Append((char)(rune.Value | (rune.Value >= 'A' ? 0x20 : 0)));
                }
            }
            else if (Rune.IsLetterOrDigit(rune))
            {
                Fold(rune, folded);
            }
        }

        return folded.ToString();
    }

    // Rune by rune: normalizing what is no character (U+FFFF) would throw.
    private static void Fold(Rune rune, StringBuilder folded)
    {
        foreach (var sign in rune.ToString().Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(sign) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            _ = char.ToLowerInvariant(sign) switch
            {
                'ß' => folded.Append("ss"),
                'ø' => folded.Append('o'),
                'æ' => folded.Append("ae"),
                'œ' => folded.Append("oe"),
                'ł' => folded.Append('l'),
                'đ' or 'ð' => folded.Append('d'),
                'þ' => folded.Append("th"),
                'ı' => folded.Append('i'),
                var lower => folded.Append(lower),
            };
        }
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (var sign in text)
        {
            hash = (hash ^ sign) * Prime;
        }

        return (hash ^ 0x1F) * Prime;
    }
}
