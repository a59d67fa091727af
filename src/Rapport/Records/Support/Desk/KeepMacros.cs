using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support.Desk;

/// <summary>Keeps the organization's macros.</summary>
public sealed class KeepMacros(RapportDb db, Changes changes, Reads reads, Access access, TimeProvider clock)
{
    public const int MostName = 100,
        MostMacros = 500;

    /// <summary>Absent fields stay as they are, null clears.</summary>
    public sealed record Input
    {
        public Maybe<string> Name { get; init; }

        /// <summary>{customer}, {ticket}, {subject} and {me} are filled in.</summary>
        public Maybe<string> Body { get; init; }
        public Maybe<TicketStatus?> Status { get; init; }
        public Maybe<TicketPriority?> Priority { get; init; }
        public Maybe<string> Category { get; init; }
    }

    public sealed record View(
        Guid Id,
        string Name,
        string Body,
        TicketStatus? Status,
        TicketPriority? Priority,
        string? Category,
        int Version
    )
    {
        internal string For(IReadOnlyDictionary<string, object?> ticket, string me) => Macro.Filled(Body, ticket, me);
    }

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<View>> All(CancellationToken ct) =>
        await reads.Rows(
            $"""
            select id, name, body, status, priority, category, version from macros
            where organization_id = {reads.Tenant} order by name_key limit {MostMacros}
            """,
            Read,
            ct
        );

    public async Task<View> One(Guid id, CancellationToken ct) =>
        (
            await reads.Rows(
                $"""
                select id, name, body, status, priority, category, version from macros
                where organization_id = {reads.Tenant} and id = {id}
                """,
                Read,
                ct
            )
        ).SingleOrDefault() ?? throw new Missing("macro");

    public async Task<Guid> Add(Input input, CancellationToken ct)
    {
        access.Require(Permission.ManageSettings);
        await using var change = await changes.Begin(ct);
        await db.Lock("macros", ct);
        if (await db.Set<Macro>().CountAsync(ct) >= MostMacros)
            throw new Refusal("too_many", $"There are {MostMacros} macros already. Remove one first.");
        var macro = new Macro { CreatedById = access.Caller.UserId, CreatedAt = clock.Now() };
        await Write(macro, input with { Name = input.Name with { IsSet = true }, Body = input.Body with { IsSet = true } }, ct);
        db.Add(macro);
        macro.Raise(new MacroChanged(macro.Id, macro.Name, false));
        await change.Save(ct);
        return macro.Id;
    }

    public async Task Edit(Guid id, Input input, int? seen, CancellationToken ct)
    {
        access.Require(Permission.ManageSettings);
        await using var change = await changes.Begin(ct);
        await db.Lock("macros", ct);
        var macro = await ForChange(id, seen, ct);
        await Write(macro, input, ct);
        macro.Raise(new MacroChanged(macro.Id, macro.Name, false));
        await change.Save(ct);
    }

    public async Task Remove(Guid id, int? seen, CancellationToken ct)
    {
        access.Require(Permission.ManageSettings);
        await using var change = await changes.Begin(ct);
        var macro = await ForChange(id, seen, ct);
        macro.Raise(new MacroChanged(macro.Id, macro.Name, true));
        db.Remove(macro);
        await change.Save(ct);
    }

    private async Task<Macro> ForChange(Guid id, int? seen, CancellationToken ct)
    {
        var macro = await db.Set<Macro>().SingleOrDefaultAsync(m => m.Id == id, ct) ?? throw new Missing("macro");
        Versions.Require(seen, macro.Version);
        return macro;
    }

    private async Task Write(Macro macro, Input input, CancellationToken ct)
    {
        var errors = new Errors();
        if (input.Name.IsSet)
            await Name(macro, input.Name.Value?.Trim() ?? "", errors, ct);
        if (input.Body.IsSet)
            macro.Body = Text("body", input.Body.Value, TicketMessage.Most, errors) ?? Required("body", errors);
        if (input.Category.IsSet)
            macro.Category = Text("category", input.Category.Value, 100, errors);
        errors.ThrowInvalid();
        (macro.Status, macro.Priority) = (input.Status.Or(macro.Status), input.Priority.Or(macro.Priority));
    }

    private async Task Name(Macro macro, string name, Errors errors, CancellationToken ct)
    {
        macro.Name = Text("name", name, MostName, errors) ?? Required("name", errors);
        macro.NameKey = NameFolding.Key(macro.Name);
        if (macro.Name.Length > 0 && await db.Set<Macro>().AnyAsync(m => m.NameKey == macro.NameKey && m.Id != macro.Id, ct))
            errors.Add("name", "Another macro has this name.");
    }

    private static string? Text(string field, string? text, int most, Errors errors)
    {
        var trimmed = text?.Trim();
        if (trimmed?.Length > most)
            errors.Add(field, $"It is longer than {most:N0} characters.");
        return string.IsNullOrEmpty(trimmed) ? null : trimmed;
    }

    private static string Required(string field, Errors errors)
    {
        errors.Add(field, "It is required.");
        return "";
    }

    private static View Read(Row row) =>
        new(
            row.Id(0),
            row.Text(1),
            row.Text(2),
            row.TextOrNull(3) is { } status ? Words.Parse<TicketStatus>(status) : null,
            row.TextOrNull(4) is { } priority ? Words.Parse<TicketPriority>(priority) : null,
            row.TextOrNull(5),
            row.Int(6)
        );
}
