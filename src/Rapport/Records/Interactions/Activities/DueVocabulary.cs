using System.Collections.Frozen;
using System.Globalization;

namespace Rapport.Records.Interactions.Activities;

/// <summary>The words of days, months and spans in English, German, French and Spanish, folded.</summary>
internal static class DueVocabulary
{
    /// <summary>Longer phrases before those they contain.</summary>
    public static readonly (string Phrase, int Days)[] Days =
    [
        ("day after tomorrow", 2),
        ("ubermorgen", 2),
        ("apres-demain", 2),
        ("apres demain", 2),
        ("pasado manana", 2),
        ("tomorrow", 1),
        ("tmrw", 1),
        ("morgen", 1),
        ("demain", 1),
        ("manana", 1),
        ("tonight", 0),
        ("heute abend", 0),
        ("ce soir", 0),
        ("esta noche", 0),
        ("today", 0),
        ("heute", 0),
        ("aujourd hui", 0),
        ("hoy", 0),
    ];

    public static readonly (string Phrase, DueWords.Period Period)[] Periods =
    [
        ("end of the week", DueWords.Period.EndOfWeek),
        ("end of week", DueWords.Period.EndOfWeek),
        ("ende der woche", DueWords.Period.EndOfWeek),
        ("ende dieser woche", DueWords.Period.EndOfWeek),
        ("fin de semaine", DueWords.Period.EndOfWeek),
        ("fin de la semana", DueWords.Period.EndOfWeek),
        ("next week", DueWords.Period.NextWeek),
        ("nachste woche", DueWords.Period.NextWeek),
        ("nachster woche", DueWords.Period.NextWeek),
        ("kommende woche", DueWords.Period.NextWeek),
        ("semaine prochaine", DueWords.Period.NextWeek),
        ("proxima semana", DueWords.Period.NextWeek),
        ("semana que viene", DueWords.Period.NextWeek),
        ("in a week", DueWords.Period.NextWeek),
        ("weekend", DueWords.Period.Weekend),
        ("wochenende", DueWords.Period.Weekend),
        ("week-end", DueWords.Period.Weekend),
        ("fin de semana", DueWords.Period.Weekend),
        ("end of the month", DueWords.Period.EndOfMonth),
        ("end of month", DueWords.Period.EndOfMonth),
        ("monatsende", DueWords.Period.EndOfMonth),
        ("ende des monats", DueWords.Period.EndOfMonth),
        ("fin du mois", DueWords.Period.EndOfMonth),
        ("fin de mes", DueWords.Period.EndOfMonth),
        ("next month", DueWords.Period.NextMonth),
        ("nachsten monat", DueWords.Period.NextMonth),
        ("nachster monat", DueWords.Period.NextMonth),
        ("mois prochain", DueWords.Period.NextMonth),
        ("proximo mes", DueWords.Period.NextMonth),
        ("mes que viene", DueWords.Period.NextMonth),
        ("next year", DueWords.Period.NextYear),
        ("nachstes jahr", DueWords.Period.NextYear),
        ("annee prochaine", DueWords.Period.NextYear),
        ("proximo ano", DueWords.Period.NextYear),
    ];

    /// <summary>Before a weekday: the one of next week.</summary>
    public static readonly FrozenSet<string> Next = FrozenSet.ToFrozenSet(["next", "nachsten", "nachster", "nachste", "proximo"]);

    public static readonly FrozenDictionary<string, DayOfWeek> Weekdays = new (DayOfWeek Day, string Words)[]
    {
        (DayOfWeek.Monday, "monday mon montag lundi lunes"),
        (DayOfWeek.Tuesday, "tuesday tue tues dienstag mardi martes"),
        (DayOfWeek.Wednesday, "wednesday wed mittwoch mercredi miercoles"),
        (DayOfWeek.Thursday, "thursday thu thurs donnerstag jeudi jueves"),
        (DayOfWeek.Friday, "friday fri freitag vendredi viernes"),
        (DayOfWeek.Saturday, "saturday samstag sonnabend samedi sabado"),
        (DayOfWeek.Sunday, "sunday sonntag dimanche domingo"),
    }
        .SelectMany(d => d.Words.Split(' ').Select(word => KeyValuePair.Create(word, d.Day)))
        .ToFrozenDictionary();

    public static readonly FrozenDictionary<string, int> Months = new[]
    {
        "january jan januar janner janvier enero",
        "february feb februar fevrier febrero",
        "march marz mars marzo",
        "april apr avril abril",
        "may mai mayo",
        "june jun juni juin junio",
        "july jul juli juillet julio",
        "august aug aout agosto",
        "september sep sept septembre septiembre",
        "october oct oktober okt octobre octubre",
        "november nov novembre noviembre",
        "december dec dezember dez decembre diciembre",
    }
        .SelectMany((words, i) => words.Split(' ').Select(word => KeyValuePair.Create(word, i + 1)))
        .ToFrozenDictionary();

    public static readonly FrozenDictionary<string, char> Units = new (char Unit, string Words)[]
    {
        ('d', "day days tag tage tagen jour jours dia dias"),
        ('w', "week weeks woche wochen semaine semaines semana semanas"),
        ('m', "month months monat monate monaten mois mes meses"),
        ('y', "year years jahr jahre jahren an ans annee annees ano anos"),
    }
        .SelectMany(u => u.Words.Split(' ').Select(word => KeyValuePair.Create(word, u.Unit)))
        .ToFrozenDictionary();

    private static readonly FrozenDictionary<string, int> Numbers = new[]
    {
        "a an one ein eine einem einer un une uno una",
        "two zwei deux dos couple",
        "three drei trois tres",
        "four vier quatre cuatro",
        "five funf cinq cinco",
        "six sechs seis",
        "seven sieben sept siete",
        "eight acht huit ocho",
        "nine neun neuf nueve",
        "ten zehn dix diez",
    }
        .SelectMany((words, i) => words.Split(' ').Select(word => KeyValuePair.Create(word, i + 1)))
        .ToFrozenDictionary();

    public static int? Number(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits
        : Numbers.TryGetValue(word, out var number) ? number
        : null;

    public static string Digits(string word) => new([.. word.TakeWhile(char.IsAsciiDigit)]);
}
