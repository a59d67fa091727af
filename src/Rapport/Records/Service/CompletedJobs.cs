using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Interactions;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service;

/// <summary>
/// A job that is done is an interaction: somebody was here. A job that turns out not to be done takes it back, unless somebody has written
/// in it since.
/// </summary>
public sealed class CompletedJobs(RapportDb db, Access access, TakeFacts take, TimeProvider clock) : FactFlow(db, access), IEventReader
{
    private const int MostLines = 5;

    private sealed record Job(Guid Id, string ExternalId, Guid Customer, string? Number, DateTimeOffset At, bool IsDone);

    public static string Name => "completed_jobs";

    public static Sql Follows => Written("service_visit");

    protected override async Task Follow(IReadOnlyList<Guid> customers, CancellationToken ct)
    {
        var jobs = await Db.Rows(
            $"""
            select id, external_id, customer_id, number, coalesce(completed_at, opened_at), status from service_visits
            where organization_id = {Db.TenantId} and {Sql.In(
                "customer_id",
                customers
            )}
              and ((status = 'completed' and followed_at is null) or (status <> 'completed' and followed_at is not null))
            order by {Sql.Unindexed("id")}
            """,
            row => new Job(row.Id(0), row.Text(1), row.Id(2), row.TextOrNull(3), row.Time(4), row.Text(5) == "completed"),
            ct
        );
        var work = await Work([.. jobs.Where(j => j.IsDone).Select(j => j.Id)], ct);
        // What is planned for tomorrow and told as done already is no interaction yet.
        var done = jobs.Where(j => j.IsDone && j.At <= clock.Now()).ToList();
        var gone = await Gone(customers, ct);
        List<FactDraft> drafts = [.. done.Select(job => Draft(job, work[job.Id])), .. gone.Select(Removal)];
        if (drafts.Count > 0)
            await take.Run(drafts, new FactOptions(OnUnknownCustomer.Reject), ct);
        await Followed.Mark(Db, "service_visits", [.. done.Select(j => j.Id)], clock.Now(), ct);
        var undone = jobs.Where(j => !j.IsDone).Select(j => j.Id).ToList();
        if (undone.Count > 0)
            await Db.Execute(
                $"update service_visits set followed_at = null where organization_id = {Db.TenantId} and {Sql.In("id", undone)}",
                ct
            );
    }

    private async Task<ILookup<Guid, string>> Work(List<Guid> jobs, CancellationToken ct) =>
        (
            jobs.Count == 0
                ? []
                : await Db.Rows(
                    $"""
                    select fact_id, description from visit_lines where organization_id = {Db.TenantId} and {Sql.In("fact_id", jobs)}
                      and declined = {false} order by fact_id, position
                    """,
                    row => (Job: row.Id(0), What: row.Text(1)),
                    ct
                )
        ).ToLookup(l => l.Job, l => l.What);

    /// <summary>Interactions of these customers whose job is not done, or not there.</summary>
    private Task<List<string>> Gone(IReadOnlyList<Guid> customers, CancellationToken ct) =>
        Db.Rows(
            $"""
            select i.external_id from interactions i where i.organization_id = {Db.TenantId} and {Sql.In(
                "i.customer_id",
                customers
            )} and i.related_type = 'service_visit' and i.version = 1
              and i.external_id >= {Interaction.JobPrefix} and i.external_id < 'service_visit;'
              and not exists (select 1 from service_visits w
                where w.organization_id = i.organization_id and w.id = i.related_id and w.status = 'completed')
            """,
            row => row.Text(0),
            ct
        );

    private static FactDraft Draft(Job job, IEnumerable<string> work)
    {
        var interaction = new Interaction
        {
            ExternalId = NameOf(job.ExternalId),
            InteractionType = InteractionType.InPerson,
            Direction = Direction.Inbound,
            OccurredAt = job.At,
            Outcome = Outcome.Completed,
            Source = InteractionSource.Api,
            Subject = job.Number is null ? "Job done" : $"Job {job.Number} done",
            Description = string.Join(", ", work.Take(MostLines)) is { Length: > 0 } text ? text : null,
            RelatedType = "service_visit",
            RelatedId = job.Id,
        };
        return new FactDraft(0, null)
        {
            Kind = FactKind.Of<Interaction>(),
            Type = "interaction",
            ExternalId = interaction.ExternalId,
            Fact = interaction,
            Customer = new CustomerName(job.Customer, null, null),
        };
    }

    private static FactDraft Removal(string externalId) =>
        new(0, null)
        {
            Kind = FactKind.Of<Interaction>(),
            Type = "interaction",
            ExternalId = externalId,
            IsRemoval = true,
        };

    private static string NameOf(string externalId) => Followed.NameOf(Interaction.JobPrefix, externalId);
}
