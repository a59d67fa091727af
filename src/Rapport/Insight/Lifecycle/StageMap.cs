using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;

namespace Rapport.Insight.Lifecycle;

/// <summary>A stage that a customer can be moved to without an override.</summary>
public sealed record AllowedMove(Guid Id, string Name, SystemStage? SystemKey, StageCategory Category, bool NeedsApproval);

/// <summary>The stages and moves of the organization, as they are now.</summary>
internal sealed class StageMap
{
    private readonly Dictionary<Guid, LifecycleStage> byId;
    private readonly Dictionary<(Guid From, Guid To), bool> moves;

    private StageMap(IReadOnlyList<LifecycleStage> stages, IReadOnlyList<StageMove> moves, LifecycleSettings settings)
    {
        All = [.. stages.Where(s => s.DeletedAt is null).OrderBy(s => s.DisplayOrder).ThenBy(s => s.Id)];
        byId = stages.ToDictionary(s => s.Id);
        this.moves = moves.ToDictionary(m => (m.FromStageId, m.ToStageId), m => m.NeedsApproval);
        Settings = settings;
    }

    /// <summary>In the organization's order, inactive ones too.</summary>
    public IReadOnlyList<LifecycleStage> All { get; }
    public LifecycleSettings Settings { get; }

    public static string KeyOf(string name) => NameFolding.Key(name, LifecycleStage.MaxName);

    public static async Task<StageMap> Load(RapportDb db, CancellationToken ct) =>
        new(
            await db.Stages.AsNoTracking().ToListAsync(ct),
            await db.StageMoves.AsNoTracking().ToListAsync(ct),
            await db.Set<LifecycleSettings>().AsNoTracking().FirstOrDefaultAsync(ct) ?? new LifecycleSettings()
        );

    public LifecycleStage this[Guid id] => byId[id];

    public LifecycleStage this[SystemStage key] => byId.Values.First(s => s.SystemKey == key);

    /// <summary>By ID, name or system key.</summary>
    public LifecycleStage? Find(string named) =>
        Guid.TryParseExact(named.Trim(), "D", out var id) ? All.FirstOrDefault(s => s.Id == id)
        : All.FirstOrDefault(s => s.NameKey == KeyOf(named)) is { } stage ? stage
        : Words.TryParse<SystemStage>(named.Trim().ToLowerInvariant().Replace(' ', '_'), out var key)
            ? All.FirstOrDefault(s => s.SystemKey == key)
        : null;

    public LifecycleStage Named(string? named) =>
        string.IsNullOrWhiteSpace(named) ? throw new Invalid("stage", "Give the ID or the name of a stage.")
        : Find(named) is not { } stage ? throw new Invalid("stage", "There is no such stage.")
        : stage.IsActive ? stage
        : throw new Invalid("stage", $"{stage.Name} is not active.");

    /// <summary>Null where the move needs an override; else whether it needs an approval.</summary>
    public bool? Move(Guid from, Guid to) => moves.TryGetValue((from, to), out var needsApproval) ? needsApproval : null;

    /// <summary>Each step of the way is allowed, and none needs an approval.</summary>
    public bool IsFree(StageStep step) => Moves(step).All(move => move == false);

    public bool NeedsApproval(StageStep step) => Moves(step).Any(move => move == true);

    private IEnumerable<bool?> Moves(StageStep step)
    {
        var from = step.FromStageId;
        foreach (var to in step.Way)
        {
            yield return Move(from, to);
            from = to;
        }
    }

    public IReadOnlyList<AllowedMove> AllowedFrom(Guid from) =>
        [
            .. All.Where(s => s.IsActive && moves.ContainsKey((from, s.Id)))
                .Select(s => new AllowedMove(s.Id, s.Name, s.SystemKey, s.Category, moves[(from, s.Id)])),
        ];

    /// <summary>The stages on the shortest allowed way, in their order; straight there where no way leads.</summary>
    public IReadOnlyList<Guid> Way(Guid from, Guid to)
    {
        var (before, next) = (new Dictionary<Guid, Guid>(), new Queue<Guid>([from]));
        while (next.TryDequeue(out var at) && at != to)
            foreach (var stage in All.Where(s => s.IsActive && moves.ContainsKey((at, s.Id)) && s.Id != from && IsOnTheWay(s, to)))
                if (before.TryAdd(stage.Id, at))
                    next.Enqueue(stage.Id);
        if (!before.ContainsKey(to))
            return [to];
        var way = new List<Guid>();
        for (var at = to; at != from; at = before[at])
            way.Insert(0, at);
        return way;
    }

    /// <summary>Nobody becomes a customer by way of churn.</summary>
    private bool IsOnTheWay(LifecycleStage stage, Guid to) => stage.Id == to || stage.Category == StageCategory.PreCustomer;

    /// <param name="how">What was missing, as the end of a sentence.</param>
    public Refusal NotAllowed(Customer customer, Guid from, LifecycleStage to, string how = "without a reason") =>
        new(
            "move_not_allowed",
            $"{customer.DisplayName} cannot be moved from {this[from].Name} to {to.Name} {how}."
                + (
                    AllowedFrom(from) is { Count: > 0 } allowed
                        ? $" Allowed are {string.Join(", ", allowed.Select(a => a.Name))}."
                        : " No move is allowed from there."
                ),
            new Dictionary<string, object?> { ["allowed"] = AllowedFrom(from), ["current_stage"] = StageRef.Of(this[from]) }
        );
}

/// <summary>A stage as other answers name it.</summary>
public sealed record StageRef(Guid Id, string Name, StageCategory Category, SystemStage? SystemKey, string? Color)
{
    public static StageRef Of(LifecycleStage stage) => new(stage.Id, stage.Name, stage.Category, stage.SystemKey, stage.Color);
}
