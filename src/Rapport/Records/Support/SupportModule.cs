using Rapport.Platform;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Criteria;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Interactions.Search;
using Rapport.Records.Support.Desk;
using Rapport.Records.Support.Panels;
using Rapport.Trust.Identity.Users;
using Rapport.Trust.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support;

/// <summary>Tickets, the service levels they are held to, and surveys.</summary>
public sealed class SupportModule : Module
{
    public override void Add(IServiceCollection services)
    {
        AddWordings(services);
        services.AddSingleton<SummaryPart, TicketSummary>();
        services.AddScoped<KeepServiceLevels>().AddScoped<DueTickets>();
        services
            .AddScoped<WorkOnTicket>()
            .AddScoped<AddTicketMessage>()
            .AddScoped<MentionColleagues>()
            .AddScoped<FindTicketMessages>()
            .AddScoped<ReadTicketHistory>()
            .AddScoped<MergeTickets>()
            .AddScoped<KeepMacros>()
            .AddScoped<TicketChoices>();
        services
            .AddScoped<IntakeRules, TicketRules>()
            .AddScoped<IHoldFreeText, TicketTexts>()
            .AddScoped<IFollowChanges, DropConversations>()
            .AddScoped<IFollowChanges, HandOverTickets>()
            .AddScoped<IHeldByUser, HandOverTickets>()
            .AddSingleton(TicketQueues.Filter)
            .AddSingleton(DueTickets.Filter)
            .AddSingleton(SearchedText.For<Ticket>(t => [t.Number, t.Subject, t.Description]))
            .AddSingleton(FindByWords);
        services.AddLiveLists(Permission.ReadSupport, "service_levels", "macros");
        services.AddSingleton(new SettingsTab("Service levels", SupportSettingsPage.Path, 90, Permission.ManageSettings));
        services.AddSingleton(new SettingsTab("Macros", MacrosPage.Path, 95, Permission.ManageSettings));
        services.AddCriteriaField(
            CustomerCriteria.OfSummary(
                "support.open_tickets",
                "Open tickets",
                "Support",
                CriteriaType.Number,
                "open_tickets",
                Permission.ReadSupport,
                "ticket"
            )
        );
        AddPanels(services);
    }

    private static void AddWordings(IServiceCollection services) =>
        services.AddTimelineWording(
            new TimelineWording("ticket", "life-buoy")
            {
                Tone = e => e.Truth("is_complaint") ? Tone.Bad : Tone.None,
                More = e => e.Word("status") is { } status ? $", {status.Replace('_', ' ')}" : null,
            },
            new("survey_response", "smile") { Detail = e => e.Word("comment") is { } comment ? $"“{comment}”" : null }
        );

    private static FactSearch FindByWords { get; } =
        new(
            FactKind.Of<Ticket>(),
            "Number, subject or description",
            (services, typed, ct) => services.GetRequiredService<SearchTexts>().Hits(typed, "ticket", ct)
        );

    private static void AddPanels(IServiceCollection services)
    {
        services.AddCustomerPart<SupportPart>("support", Permission.ReadSupport);
        services.AddCustomerPanel<TicketsPanel>(
            new("tickets", "Tickets", PanelPlace.Side, 20)
            {
                PhoneOrder = 3,
                Permission = Permission.ReadSupport,
                Reads = ["support"],
                Live = ["ticket", "survey_response"],
                LiveOfOrganization = ["service_levels"],
                Shows = s => s.Of<SupportHistory>() is not null,
            }
        );
        services.AddCustomerAction(
            new("ticket", "Create ticket", "life-buoy", "quick/ticket", Permission.WriteSupport)
            {
                Menu = (1, 20),
                Primary = (30, "Create ticket"),
            }
        );
    }

    public override void Map(WebApplication app)
    {
        ServiceLevelRoutes.Map(app);
        TicketRoutes.Map(app);
        TicketForms.Map(app);
        MacroRoutes.Map(app);
    }
}
