using System.Text.Json.Serialization;
using Rapport.Platform.Data;

namespace Rapport.Trust.Identity.Users;

public sealed record NamedRole(Guid Id, string Key, string Name);

/// <summary>A member of staff as the API tells it.</summary>
public sealed record UserView(
    Guid Id,
    string Name,
    string Email,
    UserStatus Status,
    Guid? BranchId,
    string? BranchName,
    Guid? ManagerId,
    string TimeZone,
    string Locale,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt
)
{
    public IReadOnlyList<NamedRole> Roles { get; init; } = [];

    [JsonIgnore]
    public int Version { get; init; }

    /// <summary>Told once, to whoever invites: no mail server is set that could send it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InvitationLink { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? InvitationExpiresAt { get; init; }

    public static UserView Of(User user, string? branch, IEnumerable<NamedRole> roles) =>
        new(
            user.Id,
            user.Name,
            user.Email,
            user.Status,
            user.BranchId,
            branch,
            user.ManagerId,
            user.TimeZone,
            user.Locale,
            user.CreatedAt,
            user.LastSignInAt
        )
        {
            Roles = [.. roles.OrderBy(r => r.Name)],
            Version = user.Version,
        };

    internal static readonly Sql Columns = Sql.Raw(
        "u.id, u.name, u.email, u.status, u.branch_id, b.name, u.manager_id, u.time_zone, u.locale, u.created_at, u.last_sign_in_at, "
            + "u.version"
    );

    internal static UserView Read(Row row) =>
        new(
            row.Id(0),
            row.Text(1),
            row.Text(2),
            Words.Parse<UserStatus>(row.Text(3)),
            row.IdOrNull(4),
            row.TextOrNull(5),
            row.IdOrNull(6),
            row.Text(7),
            row.Text(8),
            row.Time(9),
            row.TimeOrNull(10)
        )
        {
            Version = row.Int(11),
        };
}
