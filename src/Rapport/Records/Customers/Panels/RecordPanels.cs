using Rapport.Records.Customers.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Panels;

/// <summary>What the customers' module itself shows on their page and in the one answer.</summary>
internal static class RecordPanels
{
    public static void AddRecordPanels(this IServiceCollection services)
    {
        services.AddCustomerPanels();
        services
            .AddCustomerPart<CoreProfilePart>("core_profile")
            .AddCustomerPart<ContactsPart>("contacts")
            .AddCustomerPart<AccountPart>("account")
            .AddCustomerPart<TagsPart>("tags")
            .AddCustomerPart<TimelinePart>("timeline")
            .AddCustomerPart<TagChoicesPart>("tag_choices", isInAnswer: false);
        services
            .AddCustomerPanel<TimelineSlot>(
                new(TimelineSlot.Name, "The timeline", PanelPlace.Main, 90)
                {
                    PhoneOrder = 4,
                    IsSingular = true,
                    Own = async (read, ask, ct) =>
                        await read.GetRequiredService<ReadTimeline>().Run(TimelineAsk.Read(ask.Customer, ask.Query), ask.Frame, ct),
                    Live = ["facts", "customer", "activity"],
                    Url = s => (TimelineAsk.Read(s.Id, s.Ask.Query) with { Cursor = null }).PanelUrl,
                    Shows = s => s.Own.GetValueOrDefault(TimelineSlot.Name) is not null,
                }
            )
            .AddCustomerPanel<ContactsBrief>(
                OfRecord("contacts", "Contacts", PanelPlace.Side, 140) with
                {
                    Shows = s => s.Sheet is { } sheet && (sheet.Contacts.Count > 0 || sheet.View.Type == CustomerType.Organization),
                }
            )
            .AddCustomerPanel<AllAddresses>(
                OfRecord("addresses", "Addresses", PanelPlace.Side, 150) with
                {
                    Shows = s => s.Sheet?.Addresses.Count > 0,
                }
            )
            .AddCustomerPanel<RecordDetails>(OfRecord("details", "The details", PanelPlace.Side, 160))
            .AddCustomerPanel<AllContacts>(OfRecord("all-contacts", "Contacts", PanelPlace.Tab, 10))
            .AddCustomerPanel<AllRelationships>(OfRecord("relationships", "Relationships", PanelPlace.Tab, 20));
        services
            .AddCustomerTab(new("timeline", "Timeline", 10, TimelineSlot.Name))
            .AddCustomerTab(
                new("interactions", "Interactions", 20, TimelineSlot.Name)
                {
                    Query = new Dictionary<string, string> { ["type"] = "messages" },
                }
            )
            .AddCustomerTab(new("contacts", "Contacts", 30, "all-contacts") { Count = s => s.Sheet?.Contacts.Count ?? 0 })
            .AddCustomerTab(new("addresses", "Addresses", 40, "addresses") { Count = s => s.Sheet?.Addresses.Count ?? 0 })
            .AddCustomerTab(new("relationships", "Relationships", 50, "relationships") { Count = s => s.Sheet?.Relations.Count ?? 0 });
        services
            .AddCustomerAction(Adds("contact", "Add a contact", "user-plus", "contacts/new", 10))
            .AddCustomerAction(Adds("address", "Add an address", "map-pin", "addresses/new", 20))
            .AddCustomerAction(Adds("relationship", "Add a relationship", "link", "relationships/new", 30));
    }

    private static CustomerPanel OfRecord(string name, string title, PanelPlace place, int order) =>
        new(name, title, place, order)
        {
            IsOfRecord = true,
            Live = ["customer"],
            Shows = s => s.Sheet is not null,
        };

    private static CustomerAction Adds(string name, string title, string icon, string path, int order) =>
        new(name, title, icon, path, Permission.WriteCustomers) { Menu = (2, order) };
}
