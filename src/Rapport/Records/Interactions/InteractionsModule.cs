using Rapport.Platform;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Jobs;
using Rapport.Platform.Web;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Criteria;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Interactions.Activities;
using Rapport.Records.Interactions.Attachments;
using Rapport.Records.Interactions.Deletions;
using Rapport.Records.Interactions.Engagement;
using Rapport.Records.Interactions.Notes;
using Rapport.Records.Interactions.Notifications;
using Rapport.Records.Interactions.Outbox;
using Rapport.Records.Interactions.Pages;
using Rapport.Records.Interactions.Panels;
using Rapport.Records.Interactions.Quick;
using Rapport.Records.Interactions.Search;
using Rapport.Trust.Identity.Users;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions;

/// <summary>
/// What was said, written down and planned with customers: interactions, notes, activities, and the words that reach people about them.
/// </summary>
public sealed class InteractionsModule : Module
{
    public override void Add(IServiceCollection services)
    {
        AddWordings(services);
        services.AddSingleton(new CountedFacts(FactKind.Of<Note>(), "f.visibility <> 'private'") { HidesTexts = true });
        services.AddCriteriaField(
            CustomerCriteria.OfSummary(
                "lifecycle.last_interaction_date",
                "Last interaction with the customer",
                "Lifecycle",
                CriteriaType.Time,
                "last_interaction_at",
                Permission.ReadInteractions,
                "interaction"
            )
        );
        services.AddScoped<Sight>().AddScoped<RelatedRecords>().AddScoped<FindSubject>();
        services
            .AddScoped<WriteInteraction>()
            .AddScoped<LogInteraction>()
            .AddScoped<EditInteraction>()
            .AddScoped<FindInteractions>()
            .AddScoped<ExportInteractions>();
        services
            .AddScoped<IHoldFreeText, InteractionTexts>()
            .AddScoped<IHoldFreeText, NoteTexts>()
            .AddScoped<IHoldFreeText, ActivityTexts>();
        services
            .AddSingleton(SearchedText.For<Interaction>(i => [i.Subject, i.Description, i.Attendees]))
            .AddSingleton(SearchedText.For<Note>(n => [n.Title, n.Content]))
            .AddScoped<IFollowChanges, KeepTextsInStep>()
            .AddScoped<SearchTexts>()
            .AddScoped<FindWords>()
            .AddScoped<MeasureEngagement>();
        services.AddScoped<FindMentions>().AddScoped<WriteNote>().AddScoped<AddNote>().AddScoped<EditNote>().AddScoped<FindNotes>();
        services.AddScoped<Notify>().AddScoped<FindNotifications>().AddScoped<ReadNotifications>();
        services.AddScoped<QueueMessage>();
        services
            .AddScoped<OwnActivities>()
            .AddScoped<WriteActivity>()
            .AddScoped<PlanActivity>()
            .AddScoped<EditActivity>()
            .AddScoped<CompleteActivity>()
            .AddScoped<FindActivities>();
        services.AddScoped<IFollowChanges, HandOverActivities>().AddScoped<IHeldByUser, HandOverActivities>();
        services.AddScoped<DeleteInteractions>().AddScoped<FindDeletions>();
        services
            .AddScoped<AttachedFiles>()
            .AddScoped<AttachFile>()
            .AddScoped<FindAttachments>()
            .AddScoped<IFollowChanges, DropAttachments>()
            .AddJob<ForgetFile, ForgetFile.Arguments>();
        services.AddScoped<ICountNav, CountMine>();
        services.AddSingleton(
            new NavItem(NavItem.Top, "My activities", "/activities", "list-checks", 20, Words.Of(Permission.ReadInteractions))
        );
        services.AddSingleton(new NavItem(NavItem.Top, "Notifications", "/notifications", "bell", 30));
        services.AddSingleton(
            new NavItem("Customers", "Interactions", "/interactions", "message-square", 115, Words.Of(Permission.ReadInteractions))
        );
        services.AddSingleton(
            new NavItem(NavItem.Do, "Log an interaction", "/interactions/new", "phone", 110, Words.Of(Permission.WriteInteractions))
        );
        services.AddSingleton(
            new NavItem(
                NavItem.Do,
                "Schedule an activity",
                "/activities/new",
                "calendar-clock",
                120,
                Words.Of(Permission.WriteInteractions)
            )
        );
        services
            .AddSingleton<SummaryPart, TouchSummary>()
            .AddScoped<IntakeRules, AuthorRules<Interaction>>()
            .AddScoped<IntakeRules, AuthorRules<Note>>();
        services
            .AddLiveLists(Permission.ReadInteractions, "activities", "interaction-deletions")
            .AddLiveOfCustomer(Permission.ReadInteractions, "attachment", "activity")
            .AddLive(LiveReach.User, null, "notifications", "my-activities");
        services.AddInteractionPanels();
        services.AddJob<RemindOfActivity, RemindOfActivity.Arguments>();
    }

    private static void AddWordings(IServiceCollection services) =>
        services.AddTimelineWording(
            new TimelineWording("note", "sticky-note") { Detail = e => e.Word("content") },
            new("interaction", "message-square")
            {
                IconOf = e =>
                    e.Word("interaction_type") switch
                    {
                        "call" => "phone",
                        "email" => "mail",
                        "meeting" or "demo" or "training" => "users",
                        "in_person" => "user-check",
                        _ => "message-square",
                    },
                More = e => (e.Number("duration_minutes") is { } minutes ? $", {minutes} min" : "") + e.People("attendees"),
                Detail = e => e.Word("description"),
            }
        );

    public override void Map(WebApplication app)
    {
        InteractionRoutes.Map(app);
        NoteRoutes.Map(app);
        ActivityRoutes.Map(app);
        NotificationRoutes.Map(app);
        DeletionRoutes.Map(app);
        AttachmentRoutes.Map(app);
        MeasureEngagement.Map(app);
        InteractionForms.Map(app);
        Jot.Map(app);
    }
}
