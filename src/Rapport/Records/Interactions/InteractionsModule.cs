using Rapport.Platform.Data;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Interactions.Activities;
using Rapport.Records.Interactions.Notes;
using Rapport.Records.Interactions.Notifications;
using Rapport.Records.Interactions.Search;
using Rapport.Trust.Identity.Users;

namespace Rapport.Records.Interactions;

/// <summary>What was said, written down and planned with customers: interactions, notes, activities, and the words that reach people about them.</summary>
public static class InteractionsModule
{
    public static void AddInteractions(this IServiceCollection services)
    {
        services.AddScoped<Sight>().AddScoped<RelatedRecords>().AddScoped<FindSubject>();
        services.AddScoped<WriteInteraction>().AddScoped<LogInteraction>().AddScoped<EditInteraction>().AddScoped<FindInteractions>().AddScoped<ExportInteractions>();
        services.AddScoped<IHoldFreeText, InteractionTexts>().AddScoped<IHoldFreeText, NoteTexts>().AddScoped<IHoldFreeText, ActivityTexts>();
        services.AddScoped<IFollowChanges, KeepTextsInStep>().AddScoped<SearchTexts>();
        services.AddScoped<FindMentions>().AddScoped<WriteNote>().AddScoped<AddNote>().AddScoped<EditNote>().AddScoped<FindNotes>();
        services.AddScoped<Notify>().AddScoped<FindNotifications>().AddScoped<ReadNotifications>();
        services.AddScoped<OwnActivities>().AddScoped<WriteActivity>().AddScoped<PlanActivity>().AddScoped<EditActivity>().AddScoped<CompleteActivity>().AddScoped<FindActivities>();
        services.AddScoped<IFollowChanges, HandOverActivities>().AddScoped<IHeldByUser, HandOverActivities>();
        services.AddJob<RemindOfActivity, RemindOfActivity.Arguments>();
    }

    public static void MapInteractions(this WebApplication app)
    {
        InteractionRoutes.Map(app);
        NoteRoutes.Map(app);
        ActivityRoutes.Map(app);
        NotificationRoutes.Map(app);
    }
}
