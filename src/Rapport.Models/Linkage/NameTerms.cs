using System.Collections.Frozen;

namespace Rapport.Models.Linkage;

/// <summary>Words of names that say nothing about who is meant, and given names that stand for each other.</summary>
internal static class NameTerms
{
    private static readonly FrozenSet<string> Honorifics = Set(
        """
        mr mrs ms miss mx dr prof professor doctor sir madam rev reverend hon herr frau hr fr fraulein ing dipl mag monsieur madame
        mademoiselle mme mlle sr sra srta senor senora senorita dott dottssa sig signor signora phd mba md esq
        """
    );

    private static readonly FrozenSet<string> LegalForms = Set(
        """
        ltd limited llc llp lp plc inc incorporated corp corporation gmbh mbh ggmbh gbr ohg ug kgaa ag kg ek ev eg sarl sas sasu
        eurl snc sca scop srl spa sl slu sa cv bv nv vof sprl bvba asbl oy oyj ab as asa aps sro doo dd kft zrt nyrt ltda eireli pty
        pte pvt kk se scs co cie sp zoo ooo pao zao gesmbh
        """
    );

    private static readonly FrozenSet<string> Connectors = Set("and und et the of for und");

    // Every row names one person; the first word stands for the others.
    private static readonly FrozenDictionary<string, string> Nicknames = Rows(
        """
        robert rob bob bobby robbie bert
        william will bill billy willy liam
        richard rick dick richie ricky
        james jim jimmy jamie
        john jon johnny jack
        johannes johann hans hannes
        michael mike mick mickey michel
        thomas tom tommy
        charles charlie chuck chas
        edward ed eddie ted ned
        joseph joe joey jose josef sepp pepe
        daniel dan danny
        matthew matt matthias matthew
        anthony tony antony anton antonio
        andrew andy drew andreas
        christopher chris kit christoph
        nicholas nick nicolas nikolaus klaus
        steven steve stephen stefan
        david dave davy
        samuel sam sammy
        benjamin ben benny
        alexander alex sandy sascha
        peter pete
        patrick pat paddy
        timothy tim
        gregory greg
        kenneth ken kenny
        ronald ron ronnie
        donald don donnie
        lawrence larry laurence
        francis frank frankie francisco paco
        frederick fred freddie friedrich fritz
        henry harry heinrich heinz
        george georg jorge
        gerald gerry jerry
        theodore theo
        leonard len lenny leo
        philip phil philipp phillip
        vincent vince vinny
        zachary zach zack
        joshua josh
        jacob jake
        nathaniel nathan nate
        oliver ollie
        elizabeth liz lizzie beth betty eliza elisabeth lisa
        margaret maggie meg peggy greta margarete
        catherine kate katie cathy kathy katherine katharina
        mary maria marie molly polly
        anne ann anna annie nancy
        patricia patty trish tricia
        jennifer jen jenny
        susan sue susie suzanne
        barbara barb babs
        rebecca becky becca
        deborah deb debbie
        dorothy dot dottie dorothea
        jessica jess jessie
        victoria vicky tori
        christine christina chrissy tina kristina
        alexandra sandra lexi
        samantha sammie
        abigail abby gail
        judith judy
        jacqueline jackie
        helen helene ellen nell
        eleanor ellie nora lenore
        isabella bella isabel izzy isobel
        emily emma
        penelope penny
        theresa terry tess teresa
        stephanie steph
        gabriella gaby gabi gabriele
        """
    );

    internal static string[] WithoutTitles(string[] words)
    {
        if (words.Length < 2)
            return words;

        var joined = JoinDottedForm(words);
        var kept = new List<string>(joined.Count);
        for (var i = 0; i < joined.Count; i++)
        {
            if (!IsTitle(joined, i))
                kept.Add(joined[i]);
        }

        return kept.Count == 0 ? words : [.. kept];
    }

    /// <summary>The given name that a nickname stands for, or the word itself.</summary>
    internal static string Formal(string word) => Nicknames.GetValueOrDefault(word, word);

    // "S.A.R.L." folds to four single letters at the end of the name.
    private static List<string> JoinDottedForm(string[] words)
    {
        var list = words.ToList();
        var start = list.Count;
        while (start > 1 && list[start - 1].Length == 1)
            start--;
        for (var from = start; from < list.Count - 1; from++)
        {
            var form = string.Concat(list.Skip(from));
            if (!LegalForms.Contains(form))
                continue;

            list.RemoveRange(from, list.Count - from);
            list.Add(form);
            break;
        }

        return list;
    }

    // Two letters may be a given name (Co, Se): only at the end, after something else, are they a legal form. "Sr" at the end tells a
    // father from his son.
    private static bool IsTitle(List<string> words, int at)
    {
        var word = words[at];
        if (Connectors.Contains(word))
            return at > 0 || word is "the";
        if (Honorifics.Contains(word))
            return word != "sr" || at == 0;

        return at > 0 && LegalForms.Contains(word) && (word.Length > 2 || words.Skip(at + 1).All(LegalForms.Contains));
    }

    private static FrozenSet<string> Set(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, string> Rows(string rows)
    {
        var formal = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows.Split('\n'))
        {
            var names = row.Split([' ', '\r'], StringSplitOptions.RemoveEmptyEntries);
            foreach (var name in names)
                formal.TryAdd(name, names[0]);
        }

        return formal.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
