using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Interactions.Notifications;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support.Desk;

/// <summary>
/// Changes a ticket: who works on it, status, priority and the rest. What its source sends later does not undo it.
/// </summary>
public sealed class WorkOnTicket(
    RapportDb db,
    Changes changes,
    TakeFacts take,
    FindFacts find,
    Notify notify,
    Access access,
    TimeProvider clock
)
{
    private const int Tries = 10;

    private static readonly FactKind Kind = FactKind.Of<Ticket>();

    /// <summary>Fields whose values are logged; of the others that they changed.</summary>
    private static readonly string[] Logged =
    [
        "status",
        "priority",
        "severity",
        "category",
        "is_complaint",
        "assignee_id",
        "first_response_at",
        "resolved_at",
        "service_visit",
        "invoice",
    ];

    /// <param name="body">A JSON merge patch.</param>
    /// <param name="seen">The version that the caller has seen; null to change whatever is there.</param>
    /// <returns>The ticket as it is now.</returns>
    public async Task<Dictionary<string, object?>> Run(Guid id, JsonElement body, int? seen, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Once(id, FactRoutes.Writable(Kind, body), seen, ct);
            }
            catch (Stale) when (seen is null && attempt < Tries && db.CurrentTransaction is null) { }
        }
    }

    private async Task<Dictionary<string, object?>> Once(Guid id, Dictionary<string, object?> sent, int? seen, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await db.Lock(LockOf(id), ct);
        var before = await find.Own(Kind, id, ct);
        var version = (int)before["version"]!;
        Versions.Require(seen, version);
        RequireOwnConversation(before);
        if (Sent<TicketStatus>(sent, "status") is { } status)
            Move(before, status, sent);
        if (sent.TryGetValue("assignee_id", out var assignee))
            await RequireColleague(assignee, ct);

        var patch = JsonSerializer.SerializeToElement(sent, ApiJson.Options);
        var after = await FactRoutes.Patch(Kind, id, patch, version, take, find, ct);
        if ((int)after["version"]! != version)
            await Log(id, before, after, ct);
        await change.Save(ct);
        return after;
    }

    /// <summary>Who works on a ticket does so one after another.</summary>
    internal static string LockOf(Guid ticket) => $"ticket {ticket}";

    /// <summary>A ticket that was merged into another is read only.</summary>
    internal static void RequireOwnConversation(IReadOnlyDictionary<string, object?> ticket)
    {
        if (ticket["merged_into_id"] is Guid into)
            throw new Refusal(
                "merged",
                "This ticket was merged into another. Work on that one, or undo the merge first.",
                new Dictionary<string, object?> { ["merged_into"] = into }
            );
    }

    /// <summary>When it was solved follows from the status, unless the caller says when.</summary>
    private void Move(IReadOnlyDictionary<string, object?> before, TicketStatus to, Dictionary<string, object?> sent)
    {
        var from = Words.Parse<TicketStatus>((string)before["status"]!);
        if (from == to)
            return;
        if (from == TicketStatus.Closed && to != TicketStatus.Open)
            throw new Refusal("ticket_closed", "A closed ticket can only be reopened. Set it to open first.");
        if (!sent.ContainsKey("resolved_at"))
            sent["resolved_at"] = to is TicketStatus.Resolved or TicketStatus.Closed ? before["resolved_at"] ?? Now(before) : null;
    }

    /// <summary>Never before the ticket was opened, whatever clock its source has.</summary>
    internal DateTimeOffset Now(IReadOnlyDictionary<string, object?> ticket) =>
        ticket["opened_at"] is DateTimeOffset opened && opened > clock.Now() ? opened : clock.Now();

    private async Task RequireColleague(object? assignee, CancellationToken ct)
    {
        if (IdIn(assignee) is not { } user)
            return;
        var found = await db.Rows(
            $"select status from users where organization_id = {db.TenantId} and id = {user}",
            row => Words.Parse<UserStatus>(row.Text(0)),
            ct
        );
        if (found.Count == 0)
            throw new Invalid("assignee_id", "There is no such user.");
        if (found[0] != UserStatus.Active)
            throw new Invalid("assignee_id", "This user is not active.");
    }

    private async Task Log(
        Guid id,
        IReadOnlyDictionary<string, object?> before,
        IReadOnlyDictionary<string, object?> after,
        CancellationToken ct
    )
    {
        var changed = Kind.Fields.Where(f => !f.IsDerived && Text(before[f.Name]) != Text(after[f.Name])).Select(f => f.Name).ToList();
        changes.Raise(
            new TicketUpdated(
                id,
                (Guid)after["customer_id"]!,
                changed.Where(Logged.Contains).ToDictionary(name => name, name => new FieldChange(Plain(before[name]), Plain(after[name]))),
                [.. changed.Where(name => !Logged.Contains(name))]
            )
        );
        if (changed.Contains("assignee_id") && after["assignee_id"] is Guid assignee && assignee != access.Caller.UserId)
            await notify.Run(
                new Notification
                {
                    UserId = assignee,
                    Kind = NotificationKind.Assigned,
                    OnceKey = $"ticket:{id}:{after["version"]}",
                    Title = $"{access.Caller.Name} assigned you a ticket",
                    Body = after["subject"] as string,
                    Url = $"/tickets/{id}",
                    CustomerId = (Guid)after["customer_id"]!,
                    CreatedAt = clock.Now(),
                },
                ct
            );
    }

    private static T? Sent<T>(Dictionary<string, object?> sent, string name)
        where T : struct, Enum =>
        sent.GetValueOrDefault(name) is JsonElement { ValueKind: JsonValueKind.String } word
        && Words.TryParse<T>(word.GetString()!, out var value)
            ? value
            : null;

    private static Guid? IdIn(object? value) => value is JsonElement element ? FactValue.Id(element) : null;

    private static string? Text(object? value) => Plain(value) is { } plain ? JsonSerializer.Serialize(plain, ApiJson.Options) : null;

    private static object? Plain(object? value) => value is Dictionary<string, object?> reference ? reference["external_id"] : value;
}
