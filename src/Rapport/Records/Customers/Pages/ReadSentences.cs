using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

/// <summary>
/// Reads what a timeline's sentences need besides its entries: the names of people, branches and fields, also of those that are gone.
/// </summary>
public sealed class ReadSentences(Reads reads, Access access, FactSentences facts)
{
    private const int Most = 2_000;

    public async Task<TimelineSentences> Run(CancellationToken ct)
    {
        var (names, fields) = (new List<(string Id, string Name)>(), new List<(string Key, string Label)>());
        await reads.Run(
            ct,
            Statement.Into(
                names,
                $"select id, name from users where organization_id = {reads.Tenant} limit {Most}",
                row => (row.Id(0).ToString(), row.Text(1))
            ),
            Statement.Into(
                names,
                $"select id, name from branches where organization_id = {reads.Tenant} limit {Most}",
                row => (row.Id(0).ToString(), row.Text(1))
            ),
            Statement.Into(
                fields,
                $"select key, label from custom_fields where organization_id = {reads.Tenant} and archived_at is null",
                row => (row.Text(0), row.Text(1))
            )
        );
        return new TimelineSentences(
            names.ToDictionary(n => n.Id, n => n.Name),
            fields.ToDictionary(f => f.Key, f => f.Label),
            access.Sees(Mask.ContactData),
            facts
        );
    }

    /// <summary>The same entries, each with what it says.</summary>
    public async Task<CustomerTimeline.Answer> Titled(CustomerTimeline.Answer answer, CancellationToken ct)
    {
        answer = answer with { Data = await WithCampaigns(answer.Data, ct) };
        if (answer.Data.All(e => e.Title.Length > 0))
            return answer;
        var sentences = await Run(ct);
        return answer with { Data = [.. answer.Data.Select(e => e.Title.Length > 0 ? e : e with { Title = sentences.Of(e).Text })] };
    }

    /// <summary>
    /// An entry keeps the campaign as its fact does, by external ID, since the two come in any order; people know it by name.
    /// </summary>
    public async Task<IReadOnlyList<CustomerTimeline.Entry>> WithCampaigns(
        IReadOnlyList<CustomerTimeline.Entry> entries,
        CancellationToken ct
    )
    {
        var references = entries.Select(CampaignOf).OfType<string>().Distinct().ToList();
        if (references.Count == 0)
            return entries;
        var names = (
            await reads.Rows(
                $"select external_id, name from campaigns where organization_id = {reads.Tenant} and {Sql.In("external_id", references)}",
                row => (row.Text(0), row.Text(1)),
                ct
            )
        ).ToDictionary();
        return
        [
            .. entries.Select(e =>
                CampaignOf(e) is { } campaign && names.TryGetValue(campaign, out var name)
                    ? e with
                    {
                        Title = e.Title.Replace($"Campaign {campaign} - ", $"Campaign {name} - ", StringComparison.Ordinal),
                    }
                    : e
            ),
        ];
    }

    private static string? CampaignOf(CustomerTimeline.Entry entry) =>
        entry.Type == "campaign_message"
        && entry.Details.TryGetProperty("campaign", out var campaign)
        && campaign.ValueKind == System.Text.Json.JsonValueKind.String
            ? campaign.GetString()
            : null;
}
