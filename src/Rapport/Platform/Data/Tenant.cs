using System.Net;

namespace Rapport.Platform.Data;

public enum ActorKind
{
    User,
    ApiKey,
    System,
    Import,
    PortalUser,
}

/// <summary>Whose data this unit of work sees, and who acts. Set once, before the first query of the scope.</summary>
public sealed class Tenant
{
    private Guid? organizationId;

    public Guid OrganizationId => organizationId ?? throw new InvalidOperationException("No organization was set for this unit of work.");
    public bool IsSet => organizationId is not null;
    public ActorKind ActorKind { get; private set; } = ActorKind.System;
    public Guid? ActorId { get; private set; }
    public IPAddress? Ip { get; private set; }

    public void Enter(Guid organization, ActorKind kind = ActorKind.System, Guid? actor = null, IPAddress? ip = null)
    {
        if (organizationId is { } current && current != organization)
            throw new InvalidOperationException("A unit of work stays in one organization.");
        (organizationId, ActorKind, ActorId, Ip) = (organization, kind, actor, ip);
    }
}
