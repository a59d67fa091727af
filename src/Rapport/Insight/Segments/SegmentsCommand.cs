using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Commands;

namespace Rapport.Insight.Segments;

/// <summary><c>segments refresh</c>: recalculates one dynamic segment, or all of them.</summary>
internal static class SegmentsCommand
{
    private sealed record Line(Guid Id, string Segment, long Members, int Entered, int Left, long Displaced);

    private sealed record Answer(IReadOnlyList<Line> Segments, double Seconds);

    public static Command Make()
    {
        var json = new Option<bool>("--json") { Description = "Answer with one line of JSON" };
        var name = new Argument<string?>("segment") { Description = "Name or ID; all when left out", Arity = ArgumentArity.ZeroOrOne };
        var refresh = new Command("refresh", "Recalculate dynamic segments") { name, CommandScope.Organization, json };
        refresh.SetAction(
            (parsed, ct) =>
                CommandFault.Told(async () =>
                {
                    await using var scope = await CommandScope.Enter(parsed, ct);
                    var answer = await Run(scope.Services, parsed.GetValue(name), ct);
                    if (parsed.GetValue(json))
                        Console.WriteLine(JsonSerializer.Serialize(answer, ApiJson.Options));
                    else
                        Print(answer);
                })
        );
        return new Command("segments", "Groups of customers") { refresh };
    }

    private static void Print(Answer answer)
    {
        foreach (var line in answer.Segments)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{line.Segment}: {line.Members:N0} members, {line.Entered:N0} entered, {line.Left:N0} left."
                )
            );
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{answer.Segments.Count:N0} segments, {answer.Seconds:N1} s."));
    }

    private static async Task<Answer> Run(IServiceProvider services, string? named, CancellationToken ct)
    {
        var (db, edit, began) = (
            services.GetRequiredService<RapportDb>(),
            services.GetRequiredService<EditSegment>(),
            TimeProvider.System.GetTimestamp()
        );
        var segments = await db
            .Segments.AsNoTracking()
            .Where(s => s.Type == SegmentType.Dynamic && s.IsActive)
            .OrderBy(s => s.NameKey)
            .ToListAsync(ct);
        if (named is not null)
        {
            var key = NameFolding.Key(named, Segment.MaxName);
            segments = segments.FindAll(s => s.NameKey == key || string.Equals(s.Id.ToString(), named, StringComparison.OrdinalIgnoreCase));
            if (segments.Count == 0)
                throw new CommandFault($"There is no active dynamic segment called {named}.");
        }
        var lines = new List<Line>();
        foreach (var segment in segments)
        {
            var done = await edit.Refresh(segment.Id, ct);
            lines.Add(new Line(segment.Id, segment.Name, done.Members, done.Entered, done.Left, done.Displaced));
        }
        return new Answer(lines, Math.Round(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 2));
    }
}
