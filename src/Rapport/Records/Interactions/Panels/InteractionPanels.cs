using Rapport.Records.Customers;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Panels;

/// <summary>What interactions, notes, activities and files show on the customer's page and in the one answer.</summary>
internal static class InteractionPanels
{
    public static void AddInteractionPanels(this IServiceCollection services)
    {
        services
            .AddCustomerPart<InteractionsPart>("interactions", Permission.ReadInteractions)
            .AddCustomerPart<NotesPart>("notes", Permission.ReadInteractions)
            .AddCustomerPart<PlannedActivitiesPart>("planned_activities", Permission.ReadInteractions, isInAnswer: false)
            .AddCustomerPart<AttachedFilesPart>("attached_files", isInAnswer: false);
        services
            .AddCustomerPanel<CustomerActivities>(
                new("activities", "Next steps", PanelPlace.Side, 110)
                {
                    PhoneOrder = 3,
                    Reads = ["planned_activities"],
                    Live = ["activity"],
                    Shows = s => s.Of<PlannedActivities>() is not null,
                }
            )
            .AddCustomerPanel<CustomerNotes>(
                new("notes", "Notes", PanelPlace.Side, 120)
                {
                    Permission = Permission.ReadInteractions,
                    Reads = ["notes"],
                    Live = ["note"],
                    Shows = s => s.Of<IReadOnlyList<NoteShown>>() is not null,
                }
            )
            .AddCustomerPanel<CustomerFiles>(
                new("files", "Files", PanelPlace.Side, 130)
                {
                    Reads = ["attached_files"],
                    Live = ["attachment"],
                    Shows = s => s.Of<AttachedFilesFound>() is not null || s.MayChange,
                }
            )
            .AddCustomerPanel<Composer>(
                new("composer", "The line for notes", PanelPlace.Composer, 10) { Shows = s => s.UrlOf("note") is not null }
            );
        services
            .AddCustomerAction(Writes("e-mail", "Send e-mail", "mail") with { Mask = Mask.ContactData, Menu = (1, 10), Head = 10 })
            .AddCustomerAction(Writes("note", "Add note", "sticky-note") with { Menu = (1, 40), Head = 20, Key = "n" })
            .AddCustomerAction(Writes("call", "Log call", "phone") with { Menu = (1, 50), Composer = 10, ButtonTitle = "Log a call" })
            .AddCustomerAction(
                Writes("follow-up", "Schedule follow-up", "calendar-clock") with
                {
                    Menu = (1, 60),
                    Composer = 20,
                    ButtonTitle = "Plan a follow-up",
                    Primary = (20, "Follow up"),
                    IsPrimaryFor = s => s.Sheet?.View.Type == CustomerType.Organization,
                }
            );
    }

    private static CustomerAction Writes(string name, string title, string icon) =>
        new(name, title, icon, $"quick/{name}", Permission.WriteInteractions);
}
