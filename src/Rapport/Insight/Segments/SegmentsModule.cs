using System.CommandLine;
using Rapport.Insight.Segments.Pages;
using Rapport.Models.Linkage;
using Rapport.Platform;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Jobs;
using Rapport.Platform.Web;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Actions;
using Rapport.Records.Customers.Find;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>
/// Groups of customers: chosen by people or by criteria, shown on the customer's page, and the door by which lists are narrowed to one.
/// </summary>
public sealed class SegmentsModule : Module
{
    public override void Add(IServiceCollection services)
    {
        AddWordings(services);
        services
            .AddScoped<EditSegment>()
            .AddScoped<AssignSegment>()
            .AddScoped<FindSegments>()
            .AddScoped<FindMembers>()
            .AddScoped<FindCriteriaFields>()
            .AddScoped<PreviewSegment>()
            .AddScoped<ExportSegment>();
        services.AddScoped<RefreshSegments>().AddScoped<MoveMembers>().AddScoped<NotifySegmentOwners>().AddEventReader<KeepSegments>();
        services
            .AddJob<KeepSegmentsCurrent, KeepSegmentsCurrent.Arguments>()
            .AddJob<RefreshSegment, RefreshSegment.Arguments>()
            .AddJob<WriteSegmentExport, WriteSegmentExport.Arguments>();
        services.AddCriteriaSource<SegmentCriteria>();
        services.AddScoped<SegmentMany>().AddSingleton(SegmentMany.Adding).AddSingleton(SegmentMany.Removing);
        services.AddSingleton(
            new SegmentDoor(
                Members,
                organization => $"select id, name, type from segments where organization_id = {organization} order by name_key limit 500"
            )
        );
        services.AddLiveLists(Permission.ReadSegments, "segments").AddLiveOfCustomer(Permission.ReadSegments, "segments");
        services.AddSingleton(new NavItem("Customers", "Segments", "/segments", "layers", 110, Words.Of(Permission.ReadSegments)));
        AddPanel(services);
    }

    private static void AddWordings(IServiceCollection services) => services.AddTimelineWording(new TimelineWording("segment.", "layers"));

    private static void AddPanel(IServiceCollection services) =>
        services
            .AddCustomerPart<SegmentsPart>("segments", Permission.ReadSegments)
            .AddCustomerPart<SegmentChoicesPart>("segment_choices", isInAnswer: false)
            .AddCustomerPanel<SegmentsPanel>(
                new("segments", "Segments", PanelPlace.Side, 100)
                {
                    Reads = ["segments", "segment_choices"],
                    IsOfRecord = true,
                    Live = ["segments", "customer"],
                    Shows = s =>
                        s.Sheet?.Relations.Count > 0
                        || s.Of<IReadOnlyList<SegmentMembership>>()?.Count > 0
                        || (s.MayChange && s.Of<SegmentChoices>()?.Segments.Count > 0),
                }
            );

    public override IEnumerable<Command> Commands() => [SegmentsCommand.Make()];

    public override void Map(WebApplication app)
    {
        SegmentRoutes.Map(app);
        SegmentForms.Map(app);
    }

    private static Sql Members(Guid organization, string named)
    {
        if (Guid.TryParseExact(named, "D", out var id))
            return $"select m.customer_id from segment_members m where m.organization_id = {organization} and m.segment_id = {id}";
        var key = NameFolding.Key(named, Segment.MaxName);
        return $"""
            select m.customer_id from segment_members m where m.organization_id = {organization} and m.segment_id =
              (select g.id from segments g where g.organization_id = {organization} and g.name_key = {key})
            """;
    }
}
