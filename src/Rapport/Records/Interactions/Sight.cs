using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions;

/// <summary>
/// What the caller may read of what was said, written and planned: customers they see, and of the notes those that are meant for them.
/// </summary>
public sealed class Sight(Access access, CustomerAccess customers)
{
    private sealed record Owned(Guid? OwnerId, Guid? BranchId) : IOwned;

    public Guid Me => access.Caller.UserId ?? Guid.Empty;

    private Guid MyBranch => access.Caller.BranchId ?? Guid.Empty;

    /// <summary>The condition that the caller may read what belongs to a customer, named by its table's alias.</summary>
    public Sql Customers(string alias) =>
        $"{customers.Visible(Permission.ReadCustomers, alias)} and {customers.Visible(Permission.ReadInteractions, alias)}";

    /// <summary>The condition that a note is meant for the caller: private is the author's alone, team the author's branch's.</summary>
    public Sql Notes(string alias)
    {
        var column = (string name) => Sql.Raw($"{alias}.{name}");
        return $"""
            ({column("created_by_id")} = {Me} or {column("visibility")} = {NoteVisibility.All}
             or ({column("visibility")} = {NoteVisibility.Team} and ({column("branch_id")} is null or {column("branch_id")} = {MyBranch})))
            """;
    }

    public bool Shows(Note note) => Shows(note, Me, access.Caller.BranchId);

    public static bool Shows(Note note, Guid user, Guid? branch) =>
        note.CreatedById == user
        || note.Visibility == NoteVisibility.All
        || (note.Visibility == NoteVisibility.Team && (note.BranchId is null || note.BranchId == branch));

    /// <summary>Three columns that tell a row that is out of scope from one that is not there.</summary>
    public Sql Ownership(string alias) =>
        $"""
            {Sql.Raw(alias)}.owner_id, {Sql.Raw(alias)}.branch_id,
              exists (select 1 from team_members m where m.organization_id = {Sql.Raw(alias)}.organization_id and m.customer_id = {Sql.Raw(
                alias
            )}.id and m.user_id = {Me})
            """;

    public void Require(Row row, int at)
    {
        RequireCustomer(row, at);
        Require(Permission.ReadInteractions, row, at);
    }

    public void RequireCustomer(Row row, int at) => Require(Permission.ReadCustomers, row, at);

    private void Require(Permission permission, Row row, int at) =>
        access.Require(permission, new Owned(row.IdOrNull(at), row.IdOrNull(at + 1)), row.Truth(at + 2));

    /// <summary>Whoever wrote something may change it, and whoever answers for what is written.</summary>
    public bool MayChange(Guid? author) => author == Me || access.Has(Permission.ManageInteractions);
}
