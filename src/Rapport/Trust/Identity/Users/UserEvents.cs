using Rapport.Platform.Events;

namespace Rapport.Trust.Identity.Users;

[EventName("user.invited")]
public sealed record UserInvited(Guid UserId, string Person, Guid[] RoleIds) : UserEvent(UserId);

[EventName("user.joined")]
public sealed record UserJoined(Guid UserId) : UserEvent(UserId);

[EventName("user.updated")]
public sealed record UserUpdated(Guid UserId, Dictionary<string, FieldChange> Changes) : UserEvent(UserId);

/// <summary>
/// Somebody left. What they owned falls to <paramref name="SuccessorId"/>, or to the pool of <paramref name="BranchId"/> (no owner) when
/// there is none;
/// modules with owned records hand them over while following this event, in the same transaction.
/// </summary>
[EventName("user.deactivated")]
public sealed record UserDeactivated(Guid UserId, Guid? SuccessorId, Guid? BranchId) : UserEvent(UserId);

[EventName("user.reactivated")]
public sealed record UserReactivated(Guid UserId) : UserEvent(UserId);

[EventName("user.password_link_issued")]
public sealed record PasswordLinkIssued(Guid UserId) : UserEvent(UserId);

[EventName("user.password_changed")]
public sealed record PasswordChanged(Guid UserId, string How) : UserEvent(UserId);
