using System.Globalization;
using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Find;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

[EventName("customers.exported")]
public sealed record CustomersExported(Guid ExportId, string Filter) : DomainEvent
{
    [JsonIgnore]
    public override string SubjectType => "export";

    [JsonIgnore]
    public override Guid SubjectId => ExportId;
    public override IEnumerable<string> Touches => [];
}

/// <summary>
/// Streams the filtered list as CSV: UTF-8 with BOM for Excel, cells guarded against formulas, nothing held in memory. Who took what stands
/// in the log before the first row leaves.
/// </summary>
public sealed class ExportCustomers(Reads reads, Access access, FindCustomers find, Changes changes, TimeProvider clock)
{
    private static readonly string[] Columns =
    [
        "id",
        "type",
        "display_name",
        "status",
        "source",
        "external_id",
        "email",
        "phone",
        "owner",
        "branch",
        "tags",
        "registration_date",
        "created_at",
        "updated_at",
        "archived_at",
    ];

    public async Task Run(CustomerFilter filter, HttpResponse response, CancellationToken ct)
    {
        var scope = access.Require(Permission.ExportCustomers);
        // Who may read more than they may export gets what they may export.
        var where = Sql.Join(
            " and ",
            [
                await find.Where(filter, ct),
                .. scope == Scope.All ? Array.Empty<Sql>() : [access.Visible(Permission.ExportCustomers, "c", Sql.Raw("false"))],
            ]
        );
        await using (var change = await changes.Begin(ct))
        {
            // What was searched for may be somebody's tax ID; the log keeps that there was a search.
            changes.Raise(new CustomersExported(Ids.Next(), (filter with { Search = filter.Search is null ? null : "•••" }).Key));
            await change.Save(ct);
        }

        var may = RowRights.Of(access);
        var rows = reads.Stream(
            $"{CustomerRow.Select} where {where} order by c.name_key, c.id",
            r => Cells(may.Mask(CustomerRow.Read(r))),
            ct
        );
        await CsvAnswer.Send(response, $"customers-{clock.Now():yyyy-MM-dd}.csv", Columns, rows, ct);
    }

    private static IEnumerable<string?> Cells(CustomerRow row) =>
        [
            row.Id.ToString(),
            Words.Of(row.Type),
            row.DisplayName,
            Words.Of(row.Status),
            row.Source is { } source ? Words.Of(source) : null,
            row.ExternalId,
            row.Email,
            row.Phone,
            row.OwnerName,
            row.BranchName,
            string.Join("; ", row.Tags),
            row.RegistrationDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            StoredValue.TimeText(row.CreatedAt),
            StoredValue.TimeText(row.UpdatedAt),
            row.ArchivedAt is { } at ? StoredValue.TimeText(at) : null,
        ];
}
