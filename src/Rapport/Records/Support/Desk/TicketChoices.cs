using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Pages;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support.Desk;

/// <summary>Whom a ticket can be assigned to, and which records of its customer it can be linked to.</summary>
public sealed class TicketChoices(Reads reads, Access access)
{
    private const int MostPeople = 200,
        MostRecords = 20;

    /// <summary>The ticket's fields that name another record.</summary>
    public static readonly string[] Links = ["vehicle", "service_visit", "invoice"];

    /// <summary>Made here; what a source sends has the source's ID.</summary>
    public static bool IsOurs(string externalId) => Guid.TryParse(externalId, out var id) && id.Version == 7;

    public async Task<(IReadOnlyList<Choice> People, IReadOnlyDictionary<string, IReadOnlyList<Choice>> Records)> Of(
        Guid customer,
        CancellationToken ct
    )
    {
        var people = new List<Choice>();
        var records = new Dictionary<string, IReadOnlyList<Choice>>();
        var statements = new List<Statement>
        {
            Statement.Into(
                people,
                $"""
                select id, name from users where organization_id = {reads.Tenant} and status = {UserStatus.Active}
                order by name limit {MostPeople}
                """,
                row => new Choice(row.Id(0).ToString(), row.Text(1))
            ),
        };
        foreach (var kind in Links.Select(type => FactKind.Named(type)!).Where(k => access.Has(k.Read) && !access.Hides(k)))
        {
            var found = new List<Choice>();
            records[kind.Type] = found;
            statements.Add(
                Statement.Into(
                    found,
                    $"""
                    select {FactView.Columns(kind)} from {FactView.From(kind)}
                    where f.organization_id = {reads.Tenant} and f.customer_id = {customer}
                    order by f.happened_at desc, f.id desc limit {MostRecords}
                    """,
                    row => Titled(kind, FactView.Read(kind, row))
                )
            );
        }
        await reads.Run(ct, [.. statements]);
        return (people, records);
    }

    public async Task<IReadOnlyList<Choice>> Person(Guid user, CancellationToken ct) =>
        await reads.Rows(
            $"select id, name from users where organization_id = {reads.Tenant} and id = {user}",
            row => new Choice(row.Id(0).ToString(), row.Text(1)),
            ct
        );

    private static Choice Titled(FactKind kind, Dictionary<string, object?> fact) =>
        new((string)fact["external_id"]!, FactLook.Of(kind).TitleOf(fact));
}
