using System.Globalization;

namespace Rapport.Models.Sentiment;

/// <summary>Words, signs and phrases with their valence, role and language, as the lists beside this file have them.</summary>
internal sealed class Lexicon
{
    public const int LongestSign = 10;
    public const int Languages = 20;
    private const int LongestPhrase = 4;

    private static readonly Lazy<Lexicon> Shipped = new(() => new Lexicon());

    private readonly Dictionary<string, int> ids = new(16_384, StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly List<Term> terms = new(16_384);
    private readonly Dictionary<ulong, float> phrases = [];
    private readonly bool[] signStarts = new bool[128];

    private Lexicon()
    {
        lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var line in Lines("vader"))
            ReadTerm(line.Split('\t'));
        foreach (var (valence, words) in Valued("own-words"))
        foreach (var word in words.Split(' '))
            SetValence(word, valence);
        foreach (var (valence, signs) in Valued("emoji"))
        foreach (var sign in signs.Split(' '))
            SetValence(sign, valence);
        foreach (var line in Lines("roles"))
            ReadRole(line.Split(' '));
        foreach (var (line, at) in Lines("languages").Select((line, at) => (line, at)))
            ReadLanguage(line.Split(' '), at);
        foreach (var line in Lines("common"))
        foreach (var word in line.Split(' '))
            Change(word, (ref Term term) => term.IsEnglish = true);
        foreach (var line in Lines("generic"))
        foreach (var word in line.Split(' '))
            Change(word, (ref Term term) => term.IsGeneric = true);
        foreach (var (valence, list) in Valued("own-phrases"))
        foreach (var phrase in list.Split(", "))
            ReadPhrase(phrase.Split(' '), valence);
        Terms = [.. terms];
    }

    private delegate void Edit(ref Term term);

    public static Lexicon English => Shipped.Value;

    public Term[] Terms { get; }

    /// <summary>The number of a term in lower case, or −1.</summary>
    public int Find(ReadOnlySpan<char> word) => lookup.TryGetValue(word, out var id) ? id : -1;

    public bool MayStartSign(char first) => first < 128 && signStarts[first];

    /// <summary>The number of words from the first that make a phrase, 0 when none do.</summary>
    public int FindPhrase(ReadOnlySpan<int> words, out float valence)
    {
        valence = 0;
        for (var length = Math.Min(words.Length, Terms[words[0]].LongestPhrase); length > 1; length--)
            if (!words[..length].Contains(-1) && phrases.TryGetValue(Key(words[..length]), out valence))
                return length;
        return 0;
    }

    private static ulong Key(ReadOnlySpan<int> words)
    {
        var key = 0UL;
        foreach (var word in words)
            key = key << 16 | (ushort)(word + 1);
        return key;
    }

    private void ReadTerm(string[] fields)
    {
        var term = fields[0];
        var valence = float.Parse(fields[1], CultureInfo.InvariantCulture);
        if (term.Contains(' ', StringComparison.Ordinal))
            ReadPhrase(term.Split(' '), valence);
        else
            SetValence(term.ToLowerInvariant(), valence);
    }

    private void SetValence(string word, float valence)
    {
        Change(word, (ref Term term) => (term.Valence, term.IsEnglish) = (valence, char.IsAsciiLetter(word[0])));
        if (word[0] < 128 && !char.IsAsciiLetterOrDigit(word[0]))
            signStarts[word[0]] = true;
    }

    private void ReadRole(string[] fields)
    {
        var role = Enum.Parse<TermRole>(fields[0], ignoreCase: true);
        var words = role == TermRole.Intensifier ? fields[2..] : fields[1..];
        var strength = role == TermRole.Intensifier ? float.Parse(fields[1], CultureInfo.InvariantCulture) : 0;
        foreach (var word in words)
            Change(word, (ref Term term) => (term.Role, term.Strength, term.IsEnglish) = (role, strength, true));
    }

    private void ReadLanguage(string[] words, int language)
    {
        foreach (var word in words.Skip(1))
            Change(
                word,
                (ref Term term) => (term.Languages, term.IsEnglish) = (term.Languages | 1u << language, term.IsEnglish || language == 0)
            );
    }

    private void ReadPhrase(string[] words, float valence)
    {
        if (words.Length is < 2 or > LongestPhrase)
            words = [.. words.Take(LongestPhrase)];
        var numbers = words.Select(Number).ToArray();
        Change(words[0], (ref Term term) => term.LongestPhrase = Math.Max(term.LongestPhrase, (byte)words.Length));
        if (words.Length > 1)
            phrases[Key(numbers)] = valence;
        else
            SetValence(words[0], valence);
    }

    private int Number(string word)
    {
        if (ids.TryGetValue(word, out var id))
            return id;
        ids[word] = terms.Count;
        terms.Add(default);
        return terms.Count - 1;
    }

    private void Change(string word, Edit edit)
    {
        var id = Number(word);
        var term = terms[id];
        edit(ref term);
        terms[id] = term;
    }

    private static IEnumerable<(float Valence, string Words)> Valued(string list) =>
        Lines(list)
            .Select(line =>
            {
                var space = line.IndexOf(' ', StringComparison.Ordinal);
                return (float.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture), line[(space + 1)..]);
            });

    private static IEnumerable<string> Lines(string list)
    {
        using var text = new StreamReader(typeof(Lexicon).Assembly.GetManifestResourceStream($"Sentiment.{list}.txt")!);
        while (text.ReadLine() is { } line)
            if (line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal) && line != "#")
                yield return line;
    }
}
