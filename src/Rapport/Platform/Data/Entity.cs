using Rapport.Platform.Events;

namespace Rapport.Platform.Data;

/// <summary>A row of one organization; its key is (organization_id, id).</summary>
public abstract class Entity
{
    private readonly List<DomainEvent> raised = [];

    public Guid OrganizationId { get; internal set; }
    public Guid Id { get; protected internal set; } = Ids.Next();

    internal IReadOnlyList<DomainEvent> Raised => raised;

    protected internal void Raise(DomainEvent happened) => raised.Add(happened);

    internal void ForgetRaised() => raised.Clear();
}

/// <summary>A row whose edits are counted: the count is its ETag, and nobody's edit is lost to an older one.</summary>
public abstract class VersionedEntity : Entity
{
    public int Version { get; internal set; } = 1;
}
