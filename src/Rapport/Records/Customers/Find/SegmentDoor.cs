using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Find;

/// <summary>
/// Lists may be narrowed to a segment, of which records themselves know nothing: whoever keeps segments says here who belongs to one.
/// </summary>
/// <param name="Members">The IDs of the customers of a segment of this organization, named by its ID or its name.</param>
/// <param name="Names">ID, name and type (static, dynamic) of each segment of an organization.</param>
public sealed record SegmentDoor(Func<Guid, string, Sql> Members, Func<Guid, Sql> Names);
