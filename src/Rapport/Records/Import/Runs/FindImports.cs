using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Described;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Columns;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Import.Runs;

/// <summary>
/// Imports as far as the caller may see them: who reaches all customers sees all, others their own. The rows are people's data, so a role
/// without it sees none.
/// </summary>
public sealed class FindImports(RapportDb db, Access access)
{
    public sealed record Row(long RowNumber, long Line, RowResult Result, Guid? CustomerId, System.Text.Json.JsonElement? Details);

    public async Task<CustomerImport> One(Guid id, CancellationToken ct)
    {
        var scope = access.Require(Permission.ImportCustomers);
        var import = await db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) ?? throw new Missing("import");
        if (scope != Scope.All && import.StartedById != access.Caller.UserId)
            throw new Forbidden(Words.Of(Permission.ImportCustomers), Words.Of(scope));
        return import;
    }

    public async Task<CustomerImport> WithContents(Guid id, CancellationToken ct)
    {
        var import = await One(id, ct);
        if (!access.Sees(Mask.ContactData))
            throw new Forbidden("customers.contact_data");
        if (import.FactType is { } type && access.Hides(FactKind.Named(type)!))
            throw new Forbidden("billing.payment_data");
        // Whoever sent the file has it.
        if (
            !access.Sees(Mask.TaxId)
            && import.StartedById != access.Caller.UserId
            && ColumnMapping.FromJson(import.MappingJson).Names(CustomerDescription.TaxId)
        )
            throw new Forbidden("customers.tax_id");
        return import;
    }

    public async Task<Page<ImportView>> List(Paging paging, ImportState? state, CancellationToken ct)
    {
        var scope = access.Require(Permission.ImportCustomers);
        var me = access.Caller.UserId;
        var mine = db.Imports.AsNoTracking().Where(i => (scope == Scope.All || i.StartedById == me) && (state == null || i.State == state));
        var total = await mine.CountAsync(ct);
        var found = await mine.OrderByDescending(i => i.CreatedAt)
            .ThenByDescending(i => i.Id)
            .Skip(paging.Offset)
            .Take(paging.Limit)
            .ToListAsync(ct);
        return new Page<ImportView>(
            [.. found.Select(ImportView.Of)],
            total,
            paging.Page,
            paging.Limit,
            paging.Offset + found.Count < total,
            null
        );
    }

    public async Task<Page<Row>> Rows(Guid id, Paging paging, RowResult? result, CancellationToken ct)
    {
        var import = await WithContents(id, ct);
        var total = result switch
        {
            RowResult.Created => import.Created,
            RowResult.Updated => import.Updated,
            RowResult.Skipped => import.Skipped,
            RowResult.Duplicate => import.Duplicates,
            RowResult.Rejected => import.Rejected,
            _ => import.RowsDone,
        };
        var only = result is { } wanted ? (Sql)$"r.result = {wanted}" : Sql.Raw("true");
        var rows = await db.Rows(
            $"""
            select r.row, r.line, r.result, r.customer_id, r.details from import_rows r
            where r.organization_id = {db.TenantId} and r.import_id = {id} and {only} order by r.row
            limit {paging.Limit} offset {paging.Offset}
            """,
            r => new Row(
                r.Long(0),
                r.Long(1),
                Words.Parse<RowResult>(r.Text(2)),
                r.IdOrNull(3),
                r.TextOrNull(4) is { } json ? System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(json) : null
            ),
            ct
        );
        return new Page<Row>(rows, total, paging.Page, paging.Limit, paging.Offset + rows.Count < total, null);
    }
}
