using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service.Parts;

/// <param name="Fits">What the product says it fits, of which this vehicle is one: "Volkswagen Golf, 2015 to 2020".</param>
public sealed record FittingPart(Guid Id, string Sku, string Name, string? Category, decimal? Price, string? Currency, string Fits);

/// <param name="VisitId">The visit at which it was put in.</param>
public sealed record PartUnderWarranty(
    Guid VisitId,
    string? VisitNumber,
    DateTimeOffset FittedAt,
    string Description,
    string? PartNumber,
    DateOnly WarrantyUntil,
    Guid? ProductId
);

/// <summary>
/// The parts of a vehicle: products that say they fit it, and parts put in before, whoever brought it in, that are under warranty still. A
/// make or model counts however it is written; a model holds for all that begins with it
/// ("Golf" for "Golf 1.5 TSI"). Where years are said, a vehicle whose year is not known is left out: a part that may not fit is worse than
/// one that is looked up.
/// </summary>
public sealed class FindParts(Reads reads, FindFacts facts, CustomerAccess customers, OrganizationCalendar day)
{
    /// <summary>Of both kinds; nobody looks through more.</summary>
    private const int Most = 2_000;

    public async Task<IReadOnlyList<FittingPart>> Fitting(Guid vehicleId, CancellationToken ct)
    {
        var vehicle = await facts.One(FactKind.Of<Vehicle>(), vehicleId, ct);
        var (make, model, year) = ((string)vehicle["make"]!, (string)vehicle["model"]!, (long?)vehicle["year"]);
        // Compared as words, so that what a model is called cannot mean something to a pattern.
        var parts = await reads.Rows(
            $"""
            select p.id, p.sku, p.name, p.category, p.price_minor, p.currency, f.make, f.model, f.year_from, f.year_to
            from product_fits f join products p on p.organization_id = f.organization_id and p.id = f.fact_id
            where f.organization_id = {reads.Tenant} and f.make_key = upper({make}) and p.active = {true}
              and (f.model is null or upper(f.model) = upper({model})
                or upper(f.model || ' ') = substr(upper({model}), 1, length(f.model) + 1))
              and (f.year_from is null or f.year_from <= {year ?? -1}) and (f.year_to is null or f.year_to >= {year ?? 9999})
            order by p.category, p.name, p.id, f.position limit {Most}
            """,
            row => new FittingPart(
                row.Id(0),
                row.Text(1),
                row.Text(2),
                row.TextOrNull(3),
                row.LongOrNull(4) is { } price ? MinorUnits.Amount(price, row.TextOrNull(5)) : null,
                row.TextOrNull(5),
                Said(row.Text(6), row.TextOrNull(7), row.IntOrNull(8), row.IntOrNull(9))
            ),
            ct
        );
        return [.. parts.DistinctBy(p => p.Id)];
    }

    public async Task<IReadOnlyList<PartUnderWarranty>> UnderWarranty(Guid vehicleId, CancellationToken ct)
    {
        var vehicle = await facts.One(FactKind.Of<Vehicle>(), vehicleId, ct);
        var today = await day.Today(ct);
        return await reads.Rows(
            $"""
            select w.id, w.number, w.happened_at, l.description, l.part_number, l.warranty_until,
              (select p.id from products p where p.organization_id = w.organization_id and p.sku = l.part_number order by p.id limit 1)
            from service_visits w join visit_lines l on l.organization_id = w.organization_id and l.fact_id = w.id
            join customers c on c.organization_id = w.organization_id and c.id = w.customer_id
            where w.organization_id = {reads.Tenant} and w.vehicle_ref = {(string)
                vehicle["external_id"]!} and w.status <> 'cancelled' and {customers.Visible(
                Permission.ReadService,
                "c"
            )} and l.declined = {false} and l.warranty_until >= {today}
            order by l.warranty_until, w.happened_at, w.id, l.position limit {Most}
            """,
            row => new PartUnderWarranty(
                row.Id(0),
                row.TextOrNull(1),
                row.Time(2),
                row.Text(3),
                row.TextOrNull(4),
                row.DateOrNull(5)!.Value,
                row.IdOrNull(6)
            ),
            ct
        );
    }

    private static string Said(string make, string? model, int? from, int? to) =>
        (model is null ? make : $"{make} {model}")
        + (from, to) switch
        {
            (null, null) => "",
            ({ } first, null) => $", from {first}",
            (null, { } last) => $", up to {last}",
            ({ } first, { } last) => first == last ? $", {first}" : $", {first} to {last}",
        };
}
