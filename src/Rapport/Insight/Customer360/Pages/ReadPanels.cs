using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Customers.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Customer360.Pages;

/// <summary>
/// Reads what panels of a customer's page need, the record, the facts and the timeline side by side. What fails or takes too long is told
/// as missing,
/// so that it does not take the rest of the page with it.
/// </summary>
internal sealed class ReadPanels(
    ReadCustomer customer,
    OpenCustomer360 whole,
    ReadTimeline timeline,
    Reads reads,
    Access access,
    ILogger<ReadPanels> logger
)
{
    private static readonly string[] OfRecord = [PanelKind.Head, "activities", "segments", "files", "contacts", "addresses", "details"];
    private static readonly string[] WithoutFacts = [PanelKind.Timeline, "activities", "files", "contacts", "addresses", "details"];

    /// <param name="patience">How long the page waits for facts and timeline.</param>
    public async Task<PanelState> Run(
        IReadOnlyCollection<string> names,
        TimelineAsk ask,
        Frame frame,
        TimeSpan patience,
        CancellationToken ct
    )
    {
        var (tags, segments) = (new List<string>(), new List<(Guid, string)>());
        var (record, facts, story) = (
            names.Intersect(OfRecord).Any(),
            names.Except(WithoutFacts).ToList(),
            names.Contains(PanelKind.Timeline)
        );
        var view = Guarded(facts.Count > 0, token => whole.Run(ask.Customer, PanelKind.PartsOf(facts), token), patience, ct);
        var told = Guarded(story, token => timeline.Run(ask, frame, token), patience, ct);
        // Whether the caller may see this customer at all is for the record to say: it is never guarded.
        var sheet = record || names.Count == 0 ? await customer.Run(ask.Customer, ct) : null;
        var mayWrite = access.Has(Permission.WriteCustomers);
        if (record && mayWrite)
            await reads.Run(ct, Choices(tags, segments, ask.Customer));
        var files =
            names.Contains("files")
            && (
                await reads.Rows(
                    $"select 1 from attachments where organization_id = {reads.Tenant} and customer_id = {ask.Customer} limit 1",
                    row => row.Int(0),
                    ct
                )
            ).Count > 0;
        var plans =
            names.Contains("activities")
            && access.Has(Permission.ReadInteractions)
            && (
                await reads.Rows(
                    $"select 1 from activities where organization_id = {reads.Tenant} and customer_id = {ask.Customer} and status = 'pending' limit 1",
                    row => row.Int(0),
                    ct
                )
            ).Count > 0;
        var (read, entries) = (await view, await told);
        return new PanelState(ask.Customer)
        {
            Sheet = sheet,
            View = read,
            Timeline = entries,
            Ask = entries?.Ask is { } shown ? shown with { Cursor = null, Entries = ask.Entries } : ask,
            KnownTags = tags,
            KnownSegments = segments,
            MayWrite = mayWrite,
            HasPlans = plans,
            HasFiles = files,
            Missing = (read is null ? facts : [])
                .Concat(story && entries is null ? [PanelKind.Timeline] : [])
                .Except(sheet is null ? [] : [PanelKind.Head, "segments"])
                .ToHashSet(),
        };
    }

    private Statement[] Choices(List<string> tags, List<(Guid, string)> segments, Guid id) =>
        [
            Statement.Into(
                tags,
                $"select name from tags where organization_id = {reads.Tenant} order by name_key limit 500",
                row => row.Text(0)
            ),
            Statement.Into(
                segments,
                $"""
                select s.id, s.name from segments s where s.organization_id = {reads.Tenant} and s.type = 'static'
                  and not exists (select 1 from segment_members m where m.organization_id = s.organization_id and m.segment_id = s.id and m.customer_id = {id})
                order by s.name_key limit 200
                """,
                row => (row.Id(0), row.Text(1))
            ),
        ];

    private async Task<T?> Guarded<T>(bool wanted, Func<CancellationToken, Task<T>> read, TimeSpan patience, CancellationToken ct)
        where T : class
    {
        if (!wanted)
            return null;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        waiting.CancelAfter(patience);
        try
        {
            return await Task.Run(() => read(waiting.Token), waiting.Token);
        }
        catch (Problem)
        {
            // Told once, by the record; a fragment of facts alone has nothing else to say it.
            throw;
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning(error, "A part of a customer's page could not be read.");
            return null;
        }
    }
}
