using Rapport.Records.Customers;

namespace Rapport.Insight.Customer360.Parts;

/// <summary>Where the customer stands on the way from prospect to regular, and what marked that way.</summary>
/// <param name="Milestones">Oldest first.</param>
public sealed record Lifecycle(CustomerStatus Stage, CustomerSource? Source, DateTimeOffset Since, IReadOnlyList<Milestone> Milestones);

/// <param name="Type">registered, first_purchase, last_purchase or last_interaction.</param>
public sealed record Milestone(string Type, DateTimeOffset OccurredAt);
