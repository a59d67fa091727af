using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Find;

/// <summary>
/// Lists may be narrowed to a lifecycle stage, and show it, of which records themselves know nothing: who keeps stages says here who is in
/// one.
/// </summary>
/// <param name="Members">The IDs of the customers in a stage of this organization, named by its ID, name or key.</param>
/// <param name="Holds">The same as a condition on <c>customers c</c>.</param>
/// <param name="Names">ID and name of each stage of an organization.</param>
/// <param name="Of">Customer, name and ring of the stage, for these customers of an organization.</param>
public sealed record StageDoor(
    Func<Guid, string, Sql> Members,
    Func<Guid, string, Sql> Holds,
    Func<Guid, Sql> Names,
    Func<Guid, IReadOnlyCollection<Guid>, Sql> Of
);
