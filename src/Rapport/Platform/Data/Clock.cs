namespace Rapport.Platform.Data;

public static class Clock
{
    /// <summary>Now in UTC, cut to the microsecond that both databases keep, so that what was written equals what is read.</summary>
    public static DateTimeOffset Now(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
    }
}
