using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Notifications;

public sealed record NotificationView(
    Guid Id,
    NotificationKind Kind,
    string Title,
    string? Body,
    string Url,
    Guid? CustomerId,
    string? CustomerName,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ReadAt
);

/// <summary>What the caller was told, newest first, and what of it they have not read.</summary>
public sealed class FindNotifications(Reads reads, Access access, Sight sight)
{
    public Task<Page<NotificationView>> Run(bool unreadOnly, Paging paging, CancellationToken ct)
    {
        // A customer who has gone out of the reader's sight is not named.
        var name =
            access.Has(Permission.ReadCustomers) && access.Has(Permission.ReadInteractions)
                ? (Sql)$"case when {sight.Customers("c")} then c.display_name end"
                : Sql.Raw("null");
        return new TimedList<NotificationView>(
            $"notifications|{sight.Me}|{unreadOnly}",
            $"n.id, n.kind, n.title, n.body, n.url, n.customer_id, {name}, n.created_at, n.read_at",
            Sql.Raw("notifications n left join customers c on c.organization_id = n.organization_id and c.id = n.customer_id"),
            $"n.organization_id = {reads.Tenant} and n.user_id = {sight.Me}{Sql.Raw(unreadOnly ? " and n.read_at is null" : "")}",
            Read
        )
        {
            Id = "n.id",
            Time = "n.created_at",
        }.Run(reads, paging, ct);
    }

    private static NotificationView Read(Row row)
    {
        const int At = TimedList<NotificationView>.First;
        return new(
            row.Id(At),
            Words.Parse<NotificationKind>(row.Text(At + 1)),
            row.Text(At + 2),
            row.TextOrNull(At + 3),
            row.Text(At + 4),
            row.IdOrNull(At + 5),
            row.TextOrNull(At + 6),
            row.Time(At + 7),
            row.TimeOrNull(At + 8)
        );
    }
}
