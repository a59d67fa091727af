using Rapport.Trust.Permissions;

namespace Rapport.Insight.Customer360.Pages;

/// <summary>What can be done with a customer from their page, each the address of its form; null where the caller may not.</summary>
public sealed record QuickActions(Guid Customer)
{
    public string? Email { get; init; }
    public string? Ticket { get; init; }
    public string? Points { get; init; }
    public string? Note { get; init; }
    public string? Call { get; init; }
    public string? FollowUp { get; init; }
    public string? Visit { get; init; }
    public string? Contact { get; init; }
    public string? Address { get; init; }
    public string? Relationship { get; init; }

    internal static QuickActions For(PanelState state, Access access)
    {
        if (state.IsArchived)
            return new QuickActions(state.Id);
        string? If(Permission permission, string path) => access.Has(permission) ? $"{state.Url}/{path}" : null;
        return new QuickActions(state.Id)
        {
            Email = access.Sees(Mask.ContactData) ? If(Permission.WriteInteractions, "quick/e-mail") : null,
            Ticket = If(Permission.WriteSupport, "quick/ticket"),
            Points = If(Permission.WriteLoyalty, "quick/points"),
            Note = If(Permission.WriteInteractions, "quick/note"),
            Call = If(Permission.WriteInteractions, "quick/call"),
            FollowUp = If(Permission.WriteInteractions, "quick/follow-up"),
            Visit = If(Permission.WriteService, "quick/visit"),
            Contact = If(Permission.WriteCustomers, "contacts/new"),
            Address = If(Permission.WriteCustomers, "addresses/new"),
            Relationship = If(Permission.WriteCustomers, "relationships/new"),
        };
    }
}
