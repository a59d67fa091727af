namespace Rapport.Insight.Workbench;

/// <summary>
/// Which step of a series each of its dates is: years, quarters and months by the calendar, anything else by the distance that is usual in
/// it.
/// </summary>
/// <param name="Places">The step of each date, the first 0; null where dates would leave a hundred gaps for each value.</param>
/// <param name="Even">Whether every date lies on a step.</param>
internal readonly record struct DateSteps(int[]? Places, bool Even)
{
    private const int MostGapsPerValue = 100;

    /// <param name="dates">Different, oldest first.</param>
    public static DateSteps Of(DateTime[] dates)
    {
        if (dates.Length < 2)
            return new([.. dates.Select(_ => 0)], true);
        var gaps = dates.Zip(dates.Skip(1), (earlier, later) => (later - earlier).TotalDays).ToArray();
        var usual = gaps.Order().ElementAt((gaps.Length - 1) / 2);
        var months =
            usual is >= 28 and <= 31 ? 1
            : usual is >= 89 and <= 92 ? 3
            : usual is >= 181 and <= 184 ? 6
            : usual is >= 365 and <= 366 ? 12
            : 0;
        // Every four weeks, or every thirty days, is not every month: the day of the month tells.
        if (months > 0 && dates.Select(date => date.Day).Distinct().Count() > 4)
            months = 0;
        var exact = dates
            .Select(date => months > 0 ? Months(dates[0], date) / (double)months : (date - dates[0]).TotalDays / usual)
            .ToArray();
        if (exact[^1] > MostGapsPerValue * (double)dates.Length)
            return new(null, false);
        int[] places = [.. exact.Select(step => (int)Math.Round(step))];
        return new(places, exact.Zip(places).All(pair => Math.Abs(pair.First - pair.Second) < 0.1));
    }

    private static int Months(DateTime from, DateTime to) => (to.Year - from.Year) * 12 + to.Month - from.Month;
}
