using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>A stage as the API writes it. Absent fields stay as they are.</summary>
public sealed record StageInput
{
    public Maybe<string> Name { get; init; }
    public Maybe<StageCategory> Category { get; init; }
    public Maybe<int> DisplayOrder { get; init; }

    /// <summary>Hexadecimal, such as #2563eb.</summary>
    public Maybe<string?> Color { get; init; }
    public Maybe<string?> Description { get; init; }
    public Maybe<bool> IsActive { get; init; }
}

/// <summary>Adds, changes and deletes stages.</summary>
public sealed partial class EditStages(RapportDb db, Changes changes, Access access, IServiceProvider services, TimeProvider clock)
{
    private const int Most = 50,
        MostOrder = 1_000;

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Hexadecimal();

    public async Task<Guid> Create(StageInput input, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await db.Lock("lifecycle stages", ct);
        var errors = new Errors();
        if (!input.Name.IsSet)
            errors.Add("name", "It is required.");
        if (!input.Category.IsSet)
            errors.Add("category", $"It is required: one of {string.Join(", ", Words.All<StageCategory>())}.");
        errors.ThrowInvalid();
        var others = await db.Stages.AsNoTracking().Where(s => s.DeletedAt == null).ToListAsync(ct);
        if (others.Count >= Most)
            throw new Refusal("too_many_stages", $"There are {Most} stages already.");
        var stage = new LifecycleStage { DisplayOrder = others.Max(s => s.DisplayOrder) + 1, CreatedAt = clock.Now() };
        await Write(stage, input, others, ct);
        db.Add(stage);
        changes.Raise(new LifecycleConfigured(db.TenantId, "stage", $"{stage.Name} added"));
        await change.Save(ct);
        return stage.Id;
    }

    public async Task Run(Guid id, StageInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await db.Lock("lifecycle stages", ct);
        var stage = await Known(id, ct);
        Versions.Require(seenVersion, stage.Version);
        var others = await db.Stages.AsNoTracking().Where(s => s.DeletedAt == null && s.Id != id).ToListAsync(ct);
        var before = stage.Category;
        await Write(stage, input, others, ct);
        if (before != stage.Category && stage.SystemKey is not null)
            throw new Invalid("category", "Rules and statuses go by the category of this stage. Add a stage of your own instead.");
        if (before != stage.Category && await InUse(id, ct) > 0)
            throw new Refusal("stage_in_use", $"Customers are in {stage.Name}, and their status follows from its category.");
        changes.Raise(new LifecycleConfigured(db.TenantId, "stage", $"{stage.Name} changed"));
        await change.Save(ct);
    }

    /// <param name="moveTo">Where the customers of the stage go; without it a stage that has any is not deleted.</param>
    public async Task Delete(Guid id, string? moveTo, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await db.Lock("lifecycle stages", ct);
        // Moves into the stage that run meanwhile end before this goes on, or find it gone.
        await db.Hold("lifecycle_stages", id, RowLock.Update, ct);
        var stage = await Known(id, ct);
        Versions.Require(seenVersion, stage.Version);
        if (stage.SystemKey is not null)
            throw new Refusal("stage_needed", $"Rules and statuses need {stage.Name}. It can be renamed, or switched off.");
        var customers = await InUse(id, ct);
        if (customers > 0 && moveTo is null)
            throw new Refusal(
                "stage_in_use",
                $"{customers:N0} customers are in {stage.Name}. Say where they go with move_to.",
                new Dictionary<string, object?> { ["customers"] = customers }
            );
        if (customers > 0)
            await MoveAll(stage, moveTo!, ct);
        (stage.DeletedAt, stage.IsActive) = (clock.Now(), false);
        await db.Execute(
            $"delete from stage_moves where organization_id = {db.TenantId} and (from_stage_id = {id} or to_stage_id = {id})",
            ct
        );
        changes.Raise(new LifecycleConfigured(db.TenantId, "stage", $"{stage.Name} deleted"));
        await change.Save(ct);
    }

    private async Task MoveAll(LifecycleStage stage, string moveTo, CancellationToken ct)
    {
        var map = await StageMap.Load(db, ct);
        var to =
            map.Find(moveTo) is { IsActive: true } found && found.Id != stage.Id
                ? found
                : throw new Invalid("move_to", "Give the ID or the name of another active stage.");
        var customers = await db.Rows(
            $"select customer_id from customer_lifecycles where organization_id = {db.TenantId} and current_stage_id = {stage.Id}",
            row => row.Id(0),
            ct
        );
        var cause = MoveStage.Cause(access, $"Stage {stage.Name} was deleted.") with { IsPersonal = false };
        foreach (var some in customers.Chunk(EvaluateRules.Lot))
            await services.GetRequiredService<WriteMoves>().Run([.. some.Select(c => new StageStep(c, stage.Id, [to.Id]))], cause, map, ct);
    }

    private async Task<long> InUse(Guid id, CancellationToken ct) =>
        (
            await db.Rows(
                $"select count(*) from customer_lifecycles where organization_id = {db.TenantId} and current_stage_id = {id}",
                row => row.Long(0),
                ct
            )
        )[0];

    private async Task<LifecycleStage> Known(Guid id, CancellationToken ct) =>
        await db.Stages.SingleOrDefaultAsync(s => s.Id == id && s.DeletedAt == null, ct) ?? throw new Missing("stage");

    private async Task Write(LifecycleStage stage, StageInput input, IReadOnlyList<LifecycleStage> others, CancellationToken ct)
    {
        var errors = new Errors();
        if (input.Name.IsSet)
        {
            stage.Name = errors.Text("name", input.Name.Value, LifecycleStage.MaxName, required: true) ?? "";
            stage.NameKey = StageMap.KeyOf(stage.Name);
            if (stage.Name.Length > 0 && stage.NameKey.Length == 0)
                errors.Add("name", "It needs a letter or a digit.");
        }
        if (input.Category.IsSet)
            stage.Category = input.Category.Value;
        if (input.DisplayOrder.IsSet)
            stage.DisplayOrder = input.DisplayOrder.Value;
        if (stage.DisplayOrder is < 0 or > MostOrder)
            errors.Add("display_order", $"It must be a whole number from 0 to {MostOrder:N0}.");
        if (input.Color.IsSet)
            stage.Color = input.Color.Value is { Length: > 0 } color ? color : null;
        if (stage.Color is { } given && !Hexadecimal().IsMatch(given))
            errors.Add("color", "It must be a hexadecimal colour such as #2563eb.");
        if (input.Description.IsSet)
            stage.Description = errors.Text("description", input.Description.Value, LifecycleStage.MaxDescription);
        if (input.IsActive.IsSet)
            stage.IsActive = input.IsActive.Value;
        if (stage is { IsActive: false, SystemKey: SystemStage.Lead or SystemStage.Customer or SystemStage.Churned })
            errors.Add("is_active", "This stage is needed: customers begin, buy and leave with it.");
        errors.ThrowInvalid();
        if (others.Any(s => s.NameKey == stage.NameKey))
            throw new Refusal("stage_exists", $"There is a stage {stage.Name} already.");
        await RoomFor(stage, others, ct);
    }

    /// <summary>Stages that stand at the same place or behind it move on by one.</summary>
    private async Task RoomFor(LifecycleStage stage, IReadOnlyList<LifecycleStage> others, CancellationToken ct)
    {
        if (others.All(s => s.DisplayOrder != stage.DisplayOrder))
            return;
        await db.Execute(
            $"""
            update lifecycle_stages set display_order = display_order + 1, version = version + 1
            where organization_id = {db.TenantId} and id <> {stage.Id} and deleted_at is null and display_order >= {stage.DisplayOrder}
            """,
            ct
        );
    }
}
