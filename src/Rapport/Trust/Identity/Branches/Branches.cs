using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.SigningIn;

namespace Rapport.Trust.Identity.Branches;

public sealed record BranchView(Guid Id, string Name, string? City, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt)
{
    [JsonIgnore]
    public int Version { get; init; }

    public static BranchView Of(Branch branch) =>
        new(branch.Id, branch.Name, branch.City, branch.CreatedAt, branch.ArchivedAt) { Version = branch.Version };
}

public abstract record BranchEvent(Guid BranchId) : DomainEvent
{
    public override string SubjectType => "branch";
    public override Guid SubjectId => BranchId;
}

[EventName("branch.created")]
public sealed record BranchCreated(Guid BranchId, string Branch) : BranchEvent(BranchId);

[EventName("branch.updated")]
public sealed record BranchUpdated(Guid BranchId, Dictionary<string, FieldChange> Changes) : BranchEvent(BranchId);

[EventName("branch.archived")]
public sealed record BranchArchived(Guid BranchId) : BranchEvent(BranchId);

[EventName("branch.restored")]
public sealed record BranchRestored(Guid BranchId) : BranchEvent(BranchId);

public sealed class FindBranches(Reads reads)
{
    private static readonly Sql Columns = Sql.Raw("b.id, b.name, b.city, b.created_at, b.archived_at, b.version");

    public Task<Page<BranchView>> List(bool archivedToo, Paging paging, bool descending, CancellationToken ct) =>
        new Listing<BranchView>(
            Columns,
            Sql.Raw("branches b"),
            $"b.organization_id = {reads.Tenant} and {Sql.Raw(archivedToo ? "true" : "b.archived_at is null")}",
            Read
        )
        {
            Id = "b.id",
            IdOf = b => b.Id,
            Name = "b.name",
            NameOf = b => b.Name,
        }.Run(reads, paging, descending, ct);

    public async Task<BranchView> One(Guid id, CancellationToken ct) =>
        (
            await reads.Rows($"select {Columns} from branches b where b.organization_id = {reads.Tenant} and b.id = {id}", Read, ct)
        ).SingleOrDefault() ?? throw new Missing("branch");

    private static BranchView Read(Row row) =>
        new(row.Id(0), row.Text(1), row.TextOrNull(2), row.Time(3), row.TimeOrNull(4)) { Version = row.Int(5) };
}

/// <summary>Opens, renames and closes branches. A closed one keeps its customers and its past.</summary>
public sealed class KeepBranches(RapportDb db, Changes changes, CallerCache callers, TimeProvider clock)
{
    public sealed record Request
    {
        public Maybe<string> Name { get; init; }
        public Maybe<string> City { get; init; }
    }

    public async Task<BranchView> Create(Request request, CancellationToken ct)
    {
        Check(request, nameNeeded: true);
        await using var change = await changes.Begin(ct);
        await RefuseTaken(request.Name.Value!.Trim(), Guid.Empty, ct);
        var branch = new Branch
        {
            Name = request.Name.Value!.Trim(),
            City = request.City.Value?.Trim(),
            CreatedAt = clock.Now(),
        };
        db.Add(branch);
        branch.Raise(new BranchCreated(branch.Id, branch.Name));
        await change.Save(ct);
        return BranchView.Of(branch);
    }

    public async Task<BranchView> Edit(Guid id, Request request, int? version, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var branch = await Get(id, ct);
        Versions.Require(version, branch.Version);
        Check(request, nameNeeded: false);
        var changed = new Dictionary<string, FieldChange>();
        if (request.Name.IsSet && request.Name.Value!.Trim() != branch.Name)
        {
            await RefuseTaken(request.Name.Value.Trim(), id, ct);
            changed["name"] = new(branch.Name, request.Name.Value.Trim());
            branch.Name = request.Name.Value.Trim();
        }
        if (request.City.IsSet && request.City.Value?.Trim() != branch.City)
        {
            changed["city"] = new(branch.City, request.City.Value?.Trim());
            branch.City = request.City.Value?.Trim();
        }
        if (changed.Count > 0)
            branch.Raise(new BranchUpdated(id, changed));
        await change.Save(ct);
        callers.Forget(db.TenantId);
        return BranchView.Of(branch);
    }

    public Task Archive(Guid id, CancellationToken ct) => Mark(id, archived: true, ct);

    public Task Restore(Guid id, CancellationToken ct) => Mark(id, archived: false, ct);

    private async Task Mark(Guid id, bool archived, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var branch = await Get(id, ct);
        if (branch.ArchivedAt is null == archived)
        {
            branch.ArchivedAt = archived ? clock.Now() : null;
            branch.Raise(archived ? new BranchArchived(id) : new BranchRestored(id));
        }
        await change.Save(ct);
    }

    private async Task<Branch> Get(Guid id, CancellationToken ct)
    {
        return await db.Held<Branch>(id, RowLock.Update).SingleOrDefaultAsync(ct) ?? throw new Missing("branch");
    }

    private async Task RefuseTaken(string name, Guid except, CancellationToken ct)
    {
        if (await db.Branches.AnyAsync(b => b.Name == name && b.Id != except, ct))
            throw new Refusal("branch_exists", $"There is a branch called {name} already.");
    }

    private static void Check(Request request, bool nameNeeded)
    {
        var errors = new Errors();
        if ((nameNeeded || request.Name.IsSet) && (string.IsNullOrWhiteSpace(request.Name.Value) || request.Name.Value.Trim().Length > 200))
            errors.Add("name", "Enter a name of up to 200 characters.");
        if (request.City.Value is { Length: > 100 })
            errors.Add("city", "Use at most 100 characters.");
        errors.ThrowInvalid();
    }
}
