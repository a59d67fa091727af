namespace Rapport.Models.Linkage;

/// <summary>A key that words sounding alike share, for English, German, French and Spanish names.</summary>
/// <remarks>
/// The primary code of L. Philips, "The Double Metaphone Search Algorithm", C/C++ Users Journal, June 2000, written anew after its
/// published rules with some of
/// the rarer Italian and Slavic exceptions left out, and up to <see cref="KeyLength"/> sounds instead of four. Sounds: <c>A</c> any vowel
/// at the
/// start, <c>0</c> th, <c>X</c> sh or ch.
/// </remarks>
public static class Phonetics
{
    /// <summary>The longest key, in characters.</summary>
    public const int KeyLength = 6;

    private const int LongestSound = 2;
    private static readonly string[] HardAfterG = ["es", "ep", "eb", "el", "ib", "il", "in", "ie", "ei", "er"];

    /// <summary>The phonetic key of one folded word (see <see cref="NameFolding.Key"/>).</summary>
    /// <returns>1 to <see cref="KeyLength"/> characters in upper case; a word holding other than a–z (digits, other scripts) is its own
    /// key; empty
    /// for an empty word.</returns>
    public static string Key(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Length == 0 || word.AsSpan().ContainsAnyExceptInRange('a', 'z'))
            return word;

        return new Reading(word, stackalloc char[KeyLength + LongestSound]).Key();
    }

    private ref struct Reading(string word, Span<char> key)
    {
        private readonly Span<char> key = key;
        private readonly bool slavic =
            word.Contains('w') && word.EndsWith("ski", StringComparison.Ordinal)
            || word.Contains('k')
            || word.Contains("cz", StringComparison.Ordinal)
            || word.Contains("witz", StringComparison.Ordinal);
        private readonly bool germanic =
            word.StartsWith("van", StringComparison.Ordinal)
            || word.StartsWith("von", StringComparison.Ordinal)
            || word.StartsWith("sch", StringComparison.Ordinal);
        private int at;
        private int length;

        public string Key()
        {
            at = StartsWith("gn") || StartsWith("kn") || StartsWith("pn") || StartsWith("wr") || StartsWith("ps") ? 1 : 0;
            if (word[0] == 'x')
                at = Say("S", 1);
            while (at < word.Length && length < KeyLength)
                at += Math.Max(Step(), 1);

            return length == 0 ? word[..1].ToUpperInvariant() : new string(key[..Math.Min(length, KeyLength)]);
        }

        private int Step() =>
            word[at] switch
            {
                'a' or 'e' or 'i' or 'o' or 'u' or 'y' => at == 0 ? Say("A", 1) : 1,
                'b' => Say("P", Next('b') ? 2 : 1),
                'c' => C(),
                'd' => D(),
                'f' => Say("F", Next('f') ? 2 : 1),
                'g' => G(),
                'h' => (at == 0 || IsVowel(at - 1)) && IsVowel(at + 1) ? Say("H", 2) : 1,
                'j' => J(),
                'k' => Say("K", Next('k') ? 2 : 1),
                'l' => Say("L", Next('l') ? 2 : 1),
                'm' => Say("M", Next('m') || (Has(-1, "umb") && (at + 2 == word.Length || Has(2, "er"))) ? 2 : 1),
                'n' => Say("N", Next('n') ? 2 : 1),
                'p' => Next('h') ? Say("F", 2) : Say("P", Next('p') || Next('b') ? 2 : 1),
                'q' => Say("K", Next('q') ? 2 : 1),
                'r' => R(),
                's' => S(),
                't' => T(),
                'v' => Say("F", Next('v') ? 2 : 1),
                'w' => W(),
                'x' => EndsHere(1) && (Has(-3, "iau") || Has(-3, "eau") || Has(-2, "au") || Has(-2, "ou"))
                    ? 1
                    : Say("KS", Next('x') ? 2 : 1),
                'z' => Next('h') ? Say("J", 2) : Say("S", Next('z') ? 2 : 1),
                _ => 1,
            };

        private int C()
        {
            if (at == 0 && StartsWith("caesar"))
                return Say("S", 2);
            if (Has(0, "chia"))
                return Say("K", 2);
            if (Next('h'))
                return Ch();
            if (Has(0, "cz") && !Has(-2, "wicz"))
                return Say("S", 2);
            if (Has(0, "ccia") || Has(0, "cio") || Has(0, "cia"))
                return Say(Has(0, "ccia") ? "X" : "S", 3);
            if (Has(0, "cc") && !(at == 1 && word[0] == 'm'))
            {
                if ((Has(2, "i") || Has(2, "e") || Has(2, "h")) && !Has(2, "hu"))
                    return Has(-1, "uccee") || Has(-1, "ucces") || (at == 1 && word[0] == 'a') ? Say("KS", 3) : Say("X", 3);
                return Say("K", 2);
            }

            if (Next('k') || Next('g') || Next('q'))
                return Say("K", 2);
            if (Next('i') || Next('e') || Next('y'))
                return Say("S", 2);

            return Say("K", (Next('c') || Next('k') || Next('q')) && !Has(1, "ce") && !Has(1, "ci") ? 2 : 1);
        }

        private int Ch()
        {
            if (at > 0 && Has(0, "chae"))
                return Say("K", 2);
            if (
                at == 0
                && (Has(1, "harac") || Has(1, "haris") || Has(1, "hor") || Has(1, "hym") || Has(1, "hia") || Has(1, "hem"))
                && !StartsWith("chore")
            )
                return Say("K", 2);

            var german = germanic || Has(-2, "orches") || Has(-2, "archit") || Has(-2, "orchid");
            var hardNext = at + 2 >= word.Length || "lrnmbhfvw".Contains(word[at + 2]);
            if (german || Has(2, "t") || Has(2, "s") || ((at == 0 || "aoue".Contains(word[at - 1])) && hardNext))
                return Say("K", 2);

            return Say(at > 0 && StartsWith("mc") ? "K" : "X", 2);
        }

        private int D()
        {
            if (Next('g'))
                return Has(2, "i") || Has(2, "e") || Has(2, "y") ? Say("J", 3) : Say("TK", 2);
            return Say("T", Next('t') || Next('d') ? 2 : 1);
        }

        private int G()
        {
            if (Next('h'))
                return Gh();
            if (Next('n'))
                return (at == 1 && IsVowel(0)) || Has(2, "ey") || slavic ? Say("KN", 2) : Say("N", 2);
            if (Has(1, "li") && !slavic)
                return Say("KL", 2);
            if (at == 0 && (Next('y') || AnyAt(1, HardAfterG)))
                return Say("K", 2);
            if (
                (Has(1, "er") || Next('y'))
                && !StartsWith("danger")
                && !StartsWith("ranger")
                && !StartsWith("manger")
                && !Has(-1, "e")
                && !Has(-1, "i")
            )
                return Say("K", 2);
            if (Next('e') || Next('i') || Next('y') || Has(-1, "aggi") || Has(-1, "oggi"))
                return germanic || Has(1, "et") ? Say("K", 2) : Say("J", 2);

            return Say("K", Next('g') ? 2 : 1);
        }

        private int Gh()
        {
            if (at > 0 && !IsVowel(at - 1))
                return Say("K", 2);
            if (at == 0)
                return Say(Has(2, "i") ? "J" : "K", 2);
            if (
                (at > 1 && "bhd".Contains(word[at - 2]))
                || (at > 2 && "bhd".Contains(word[at - 3]))
                || (at > 3 && "bh".Contains(word[at - 4]))
            )
                return 2;
            if (at > 2 && word[at - 1] == 'u' && "cglrt".Contains(word[at - 3]))
                return Say("F", 2);

            return word[at - 1] == 'i' ? 2 : Say("K", 2);
        }

        // Spanish h-like sound for José and San José; elsewhere as in English.
        private int J()
        {
            if (StartsWith("jose") || StartsWith("san"))
                return Say("H", 1);
            if (at > 0 && (at == word.Length - 1 || (!IsVowel(at - 1) && !IsVowel(at + 1))))
                return 1;

            return Say("J", Next('j') ? 2 : 1);
        }

        // French -ier is silent at the end (Rogier), not after -me, -ma.
        private int R()
        {
            var silent = EndsHere(1) && !slavic && Has(-2, "ie") && !Has(-4, "me") && !Has(-4, "ma");
            return silent ? 1 : Say("R", Next('r') ? 2 : 1);
        }

        private int S()
        {
            if (Has(-1, "isl") || Has(-1, "ysl"))
                return 1;
            if (at == 0 && StartsWith("sugar"))
                return Say("X", 1);
            if (Next('h'))
                return Say(Has(1, "heim") || Has(1, "hoek") || Has(1, "holm") || Has(1, "holz") ? "S" : "X", 2);
            if (Has(0, "sio") || Has(0, "sia"))
                return Say("S", 3);
            if (at == 0 && (Next('m') || Next('n') || Next('l') || Next('w')))
                return Say("S", 1);
            if (Next('z'))
                return Say("S", 2);
            if (Has(0, "sch"))
                return Has(3, "oo") || Has(3, "uy") || Has(3, "ed") || Has(3, "em") ? Say("SK", 3) : Say("X", 3);
            if (Next('c'))
                return Has(2, "i") || Has(2, "e") || Has(2, "y") ? Say("S", 3) : Say("SK", 3);

            return EndsHere(1) && (Has(-2, "ai") || Has(-2, "oi")) ? 1 : Say("S", Next('s') ? 2 : 1);
        }

        private int T()
        {
            if (Has(0, "tion") || Has(0, "tia") || Has(0, "tch"))
                return Say("X", 3);
            if (Has(0, "th") || Has(0, "tth"))
                return Has(2, "om") || Has(2, "am") || germanic ? Say("T", 2) : Say("0", Has(0, "tth") ? 3 : 2);

            return Has(0, "tz") ? Say("S", 2) : Say("T", Next('t') || Next('d') ? 2 : 1);
        }

        private int W()
        {
            if (Next('r'))
                return Say("R", 2);
            if (at == 0 && (IsVowel(1) || Next('h')))
                return Say("A", 1);
            if (EndsHere(1) && at > 0 && IsVowel(at - 1))
                return 1;
            if (Has(-1, "ewski") || Has(-1, "owski") || StartsWith("sch"))
                return Say("F", 1);

            return Has(0, "wicz") || Has(0, "witz") ? Say("TS", 4) : 1;
        }

        private int Say(string sound, int width)
        {
            sound.CopyTo(key[length..]);
            length += sound.Length;
            return width;
        }

        private readonly bool Next(char letter) => at + 1 < word.Length && word[at + 1] == letter;

        private readonly bool EndsHere(int width) => at + width >= word.Length;

        private readonly bool Has(int offset, string text) =>
            at + offset >= 0 && at + offset <= word.Length && word.AsSpan(at + offset).StartsWith(text, StringComparison.Ordinal);

        private readonly bool AnyAt(int offset, string[] texts)
        {
            foreach (var text in texts)
            {
                if (Has(offset, text))
                    return true;
            }
            return false;
        }

        private readonly bool StartsWith(string text) => word.StartsWith(text, StringComparison.Ordinal);

        private readonly bool IsVowel(int index) => index < word.Length && index >= 0 && "aeiouy".Contains(word[index]);
    }
}
