using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;

namespace Rapport.Insight.Lifecycle;

/// <summary>A move as the API writes it: stages by ID or name.</summary>
public sealed record MoveInput(string? From, string? To, bool NeedsApproval = false);

/// <summary>Whether the move needs an approval.</summary>
public sealed record MoveChange(bool NeedsApproval);

public sealed record RuleInput
{
    public Maybe<string> Name { get; init; }
    public Maybe<RuleMode> Mode { get; init; }
    public Maybe<int?> Threshold { get; init; }

    /// <summary>ID, name or system key of a stage.</summary>
    public Maybe<string> ToStage { get; init; }
    public Maybe<bool> IsHeldOff { get; init; }
}

public sealed record SettingsInput
{
    public Maybe<int> HoldOffDays { get; init; }
    public Maybe<int> RechurnDays { get; init; }
    public Maybe<int> RenewalDays { get; init; }
    public Maybe<bool> CreatesOpportunity { get; init; }
}

/// <summary>Changes which moves need no override, what rules do, and how the lifecycle works.</summary>
public sealed class EditMoves(RapportDb db, Changes changes)
{
    private const int MostDays = 3_650,
        MostThreshold = 3_650;

    public async Task<Guid> Allow(MoveInput input, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var map = await StageMap.Load(db, ct);
        var (from, to) = (Stage(map, "from", input.From), Stage(map, "to", input.To));
        if (from.Id == to.Id)
            throw new Invalid("to", "A move leads to another stage.");
        if (map.Move(from.Id, to.Id) is not null)
            throw new Refusal("move_exists", $"The move from {from.Name} to {to.Name} is allowed already.");
        var move = new StageMove
        {
            FromStageId = from.Id,
            ToStageId = to.Id,
            NeedsApproval = input.NeedsApproval,
        };
        db.Add(move);
        Configured("move", $"{from.Name} to {to.Name} allowed");
        await change.Save(ct);
        return move.Id;
    }

    public async Task Change(Guid id, MoveChange input, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var move = await Known(id, ct);
        move.NeedsApproval = input.NeedsApproval;
        Configured("move", input.NeedsApproval ? "approval needed" : "no approval needed");
        await change.Save(ct);
    }

    public async Task Forbid(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        db.Remove(await Known(id, ct));
        Configured("move", "forbidden");
        await change.Save(ct);
    }

    public async Task Rule(Guid id, RuleInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var rule = await db.StageRules.SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw new Missing("rule");
        Versions.Require(seenVersion, rule.Version);
        var errors = new Errors();
        if (input.Name.IsSet)
            rule.Name = errors.Text("name", input.Name.Value, LifecycleStage.MaxName, required: true) ?? "";
        if (input.Threshold.IsSet)
            rule.Threshold = input.Threshold.Value;
        if (rule.Threshold is < 0 or > MostThreshold)
            errors.Add("threshold", $"It must be a whole number from 0 to {MostThreshold:N0}.");
        errors.ThrowInvalid();
        if (input.Mode.IsSet)
            rule.Mode = input.Mode.Value;
        if (input.IsHeldOff.IsSet)
            rule.IsHeldOff = input.IsHeldOff.Value;
        if (input.ToStage.IsSet)
            rule.ToStageId = Stage(await StageMap.Load(db, ct), "to_stage", input.ToStage.Value).Id;
        Configured("rule", rule.Name);
        await change.Save(ct);
    }

    public async Task Settings(SettingsInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var settings = await db.Set<LifecycleSettings>().FirstOrDefaultAsync(ct) ?? throw new Missing("settings");
        Versions.Require(seenVersion, settings.Version);
        var errors = new Errors();
        settings.HoldOffDays = Days(errors, "hold_off_days", input.HoldOffDays, settings.HoldOffDays);
        settings.RechurnDays = Days(errors, "rechurn_days", input.RechurnDays, settings.RechurnDays);
        settings.RenewalDays = Days(errors, "renewal_days", input.RenewalDays, settings.RenewalDays);
        errors.ThrowInvalid();
        if (input.CreatesOpportunity.IsSet)
            settings.CreatesOpportunity = input.CreatesOpportunity.Value;
        Configured("settings", "changed");
        await change.Save(ct);
    }

    private static int Days(Errors errors, string field, Maybe<int> given, int before)
    {
        if (!given.IsSet)
            return before;
        if (given.Value is < 0 or > MostDays)
            errors.Add(field, $"It must be a whole number of days from 0 to {MostDays:N0}.");
        return given.Value;
    }

    private static LifecycleStage Stage(StageMap map, string field, string? named) =>
        named is not null && map.Find(named) is { } stage ? stage : throw new Invalid(field, "Give the ID or the name of a stage.");

    private async Task<StageMove> Known(Guid id, CancellationToken ct) =>
        await db.StageMoves.SingleOrDefaultAsync(m => m.Id == id, ct) ?? throw new Missing("move");

    private void Configured(string part, string what) => changes.Raise(new LifecycleConfigured(db.TenantId, part, what));
}
