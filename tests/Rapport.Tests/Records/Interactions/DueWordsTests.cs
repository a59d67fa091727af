using Rapport.Records.Interactions.Activities;

namespace Rapport.Tests.Records.Interactions;

/// <summary>Read in Berlin on Wednesday 18 November 2026, 14:30.</summary>
[Trait("Spec", "INT-4")]
public sealed class DueWordsTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DateTimeOffset Now = new(2026, 11, 18, 13, 30, 0, TimeSpan.Zero);

    private static string? Read(string text) =>
        DueWords.Read(text, Now, Berlin) is { } due
            ? TimeZoneInfo.ConvertTime(due, Berlin).ToString("ddd d MMM yyyy HH:mm", System.Globalization.CultureInfo.InvariantCulture)
            : null;

    [Theory]
    [InlineData("Call next week about the tyres", "Mon 23 Nov 2026 09:00")]
    [InlineData("tomorrow 9am", "Thu 19 Nov 2026 09:00")]
    [InlineData("Ring back tomorrow at 16:45.", "Thu 19 Nov 2026 16:45")]
    [InlineData("in 3 days", "Sat 21 Nov 2026 09:00")]
    [InlineData("in two weeks, please", "Wed 2 Dec 2026 09:00")]
    [InlineData("in a month", "Fri 18 Dec 2026 09:00")]
    [InlineData("in 20 minutes", "Wed 18 Nov 2026 14:50")]
    [InlineData("in 2 hours", "Wed 18 Nov 2026 16:30")]
    [InlineData("on Friday", "Fri 20 Nov 2026 09:00")]
    [InlineData("on Wednesday at 2pm", "Wed 25 Nov 2026 14:00")]
    [InlineData("next Friday", "Fri 27 Nov 2026 09:00")]
    [InlineData("15 March", "Mon 15 Mar 2027 09:00")]
    [InlineData("on March 15th at 2.30pm", "Mon 15 Mar 2027 14:30")]
    [InlineData("1st of December", "Tue 1 Dec 2026 09:00")]
    [InlineData("15 March 2028", "Wed 15 Mar 2028 09:00")]
    [InlineData("2026-12-24", "Thu 24 Dec 2026 09:00")]
    [InlineData("by 24/12/2026", "Thu 24 Dec 2026 09:00")]
    [InlineData("at 5pm", "Wed 18 Nov 2026 17:00")]
    [InlineData("at 9am", "Thu 19 Nov 2026 09:00")]
    [InlineData("end of the month", "Mon 30 Nov 2026 09:00")]
    [InlineData("tonight", "Wed 18 Nov 2026 18:00")]
    [InlineData("day after tomorrow in the afternoon", "Fri 20 Nov 2026 14:00")]
    [InlineData("29 February", "Tue 29 Feb 2028 09:00")]
    [InlineData("übermorgen um 14 Uhr anrufen", "Fri 20 Nov 2026 14:00")]
    [InlineData("nächste Woche", "Mon 23 Nov 2026 09:00")]
    [InlineData("am Freitag um 9.30 Uhr", "Fri 20 Nov 2026 09:30")]
    [InlineData("am 24.12. vorbeischauen", "Thu 24 Dec 2026 09:00")]
    [InlineData("15. März", "Mon 15 Mar 2027 09:00")]
    [InlineData("demain à 15h30", "Thu 19 Nov 2026 15:30")]
    [InlineData("la semaine prochaine", "Mon 23 Nov 2026 09:00")]
    [InlineData("rappeler vendredi", "Fri 20 Nov 2026 09:00")]
    [InlineData("mañana a las 10", "Thu 19 Nov 2026 10:00")]
    [InlineData("el viernes", "Fri 20 Nov 2026 09:00")]
    [InlineData("dentro de 3 días", "Sat 21 Nov 2026 09:00")]
    public void Plain_words_say_when(string text, string due) => Assert.Equal(due, Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("Send the brochure")]
    [InlineData("Invoice 4711 for 300 pounds")]
    [InlineData("I may call them, they march on")]
    [InlineData("31 February")]
    [InlineData("version 1.2.3 of the contract")]
    public void Text_without_a_time_says_nothing(string text) => Assert.Null(Read(text));

    [Fact]
    public void Without_a_word_it_is_tomorrow_at_nine_there()
    {
        Assert.Equal(new DateTimeOffset(2026, 11, 19, 8, 0, 0, TimeSpan.Zero), DueWords.Default(Now, Berlin));
        Assert.Equal(
            new DateTimeOffset(2026, 11, 20, 2, 0, 0, TimeSpan.Zero).AddHours(-2),
            DueWords.Default(new(2026, 11, 18, 23, 30, 0, TimeSpan.Zero), TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"))
        );
    }

    [Fact]
    public void A_time_that_the_clock_skips_is_taken_after_it()
    {
        var spring = DueWords.Read("28 March 2027 at 2:30", Now, Berlin)!.Value;
        Assert.Equal(
            "03:00",
            TimeZoneInfo.ConvertTime(spring, Berlin).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    [Theory]
    [InlineData("in 999999999999 days")]
    [InlineData("31/31/2099 99:99 at 77pm")]
    [InlineData("on the 00/00/0000")]
    public void Nonsense_is_survived(string text) => DueWords.Read(text, Now, Berlin);
}
