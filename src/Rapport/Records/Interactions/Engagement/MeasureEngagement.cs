using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Engagement;

/// <summary>Works out the engagement of one customer from its interactions.</summary>
public sealed class MeasureEngagement(Reads reads, PartReads parts, TimeProvider clock)
{
    private const int Latest = 20_000;

    public async Task<EngagementFigures> Run(Guid customer, CancellationToken ct)
    {
        var touches = new List<Touch>();
        var now = clock.Now();
        await parts.Of(
            customer,
            Permission.ReadInteractions,
            ct,
            Statement.Into(
                touches,
                $"""
                select happened_at, direction, interaction_type, outcome, sentiment from interactions
                where organization_id = {reads.Tenant} and customer_id = {customer} and happened_at <= {now}
                order by happened_at desc, id desc limit {Latest}
                """,
                row => new Touch(
                    row.Time(0),
                    Words.Parse<Direction>(row.Text(1)),
                    Words.Parse<InteractionType>(row.Text(2)),
                    row.TextOrNull(3) is { } outcome ? Words.Parse<Outcome>(outcome) : null,
                    row.TextOrNull(4) is { } mood ? Words.Parse<Sentiment>(mood) : null
                )
            )
        );
        touches.Reverse();
        return EngagementFigures.Of(touches, now);
    }

    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/customers/{id}/engagement", (Guid id, MeasureEngagement measure, CancellationToken ct) => measure.Run(id, ct))
            .Named("getEngagement", "Show a customer's engagement")
            .WithTags("Interactions")
            .Needs(Permission.ReadCustomers)
            .Needs(Permission.ReadInteractions);
}
