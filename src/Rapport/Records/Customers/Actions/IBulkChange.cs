using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Actions;

/// <summary>A customer in reach of the caller, locked.</summary>
public sealed record Reached(Guid Id, Guid? OwnerId, DateTimeOffset? ArchivedAt);

/// <summary>An action that a later module brings.</summary>
/// <param name="Target">What the parameters name, such as the segment.</param>
public sealed record AddedBulkChange(
    BulkKind Kind,
    Permission Permission,
    Func<IServiceProvider, IBulkChange> Changer,
    Func<IServiceProvider, BulkParameters?, CancellationToken, Task<Guid?>> Target
);

/// <summary>What an action does to a few hundred customers at once, and how that is taken back.</summary>
public interface IBulkChange
{
    /// <summary>Changes those that are not so already, and gives how each of these stood before.</summary>
    Task<List<BulkActionRow>> Apply(BulkAction action, IReadOnlyList<Reached> customers, CancellationToken ct);

    /// <summary>Takes it back where the customer still stands as the action left it; gives how many these were.</summary>
    Task<int> Revert(
        BulkAction action,
        IReadOnlyList<Reached> customers,
        IReadOnlyDictionary<Guid, BulkActionRow> before,
        CancellationToken ct
    );
}
