using Rapport.Platform.Events;

namespace Rapport.Trust.Identity;

[EventName("organization.created")]
public sealed record OrganizationCreated(Guid OrganizationId, string Organization) : DomainEvent
{
    public override string SubjectType => "organization";
    public override Guid SubjectId => OrganizationId;
}

/// <summary>What happened to a member of staff or to what lets them in.</summary>
public abstract record UserEvent(Guid UserId) : DomainEvent
{
    public override string SubjectType => "user";
    public override Guid SubjectId => UserId;
}

[EventName("user.signed_in")]
public sealed record UserSignedIn(Guid UserId, Guid SessionId, string Method) : UserEvent(UserId);

[EventName("user.locked_out")]
public sealed record UserLockedOut(Guid UserId) : UserEvent(UserId);

[EventName("session.revoked")]
public sealed record SessionRevoked(Guid UserId, Guid SessionId, string Reason) : UserEvent(UserId);
