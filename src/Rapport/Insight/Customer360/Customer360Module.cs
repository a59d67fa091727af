using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Insight.Customer360.Export;
using Rapport.Insight.Customer360.Pages;
using Rapport.Platform;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Customer360;

/// <summary>All that is known of a customer in one answer.</summary>
public sealed class Customer360Module : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddScoped<OpenCustomer360>().AddScoped<CompareCustomers>().AddScoped<ExportCustomer>().AddSingleton<ReportFaces>();
        services.AddCustomer360Pages();
    }

    public override void Map(WebApplication app)
    {
        app.MapGet("/api/customers/{id}/360", Open)
            .Named("getCustomer360", "Show everything about a customer")
            .WithTags("Customers")
            .Needs(Permission.ReadCustomers);
        app.MapGet("/api/customers/comparison", Compare)
            .Named("compareCustomers", "Compare customers side by side")
            .WithTags("Customers")
            .Needs(Permission.ReadCustomers)
            .TakesQuery(("ids", "Two or three IDs of customers, separated by commas"));
        app.MapGet("/api/customers/{id}/export", Export)
            .TakesItsTime()
            .Named("exportCustomer", "Export one customer as CSV or PDF")
            .Produces<Stream>(200, "text/csv", "application/pdf")
            .WithTags("Customers")
            .Needs(Permission.ReadCustomers)
            .Needs(Permission.ExportCustomers)
            .TakesQuery(("format", "pdf (what is sent without a word) or csv"));
        app.MapCustomer360Pages();
    }

    private static Task<Customer360View> Open(Guid id, HttpRequest request, OpenCustomer360 open, CancellationToken ct)
    {
        QueryReader.Of(request).Done();
        return open.Run(id, ct);
    }

    private static async Task<FileContentHttpResult> Export(Guid id, HttpRequest request, ExportCustomer export, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var format = query.Word<ExportFormat>("format");
        query.Done();
        var file = await export.Run(id, format ?? ExportFormat.Pdf, ct);
        return TypedResults.File(file.Content, file.ContentType, file.Name);
    }

    private static Task<Comparison> Compare(HttpRequest request, CompareCustomers compare, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var ids = query.Text("ids", 200);
        query.Done();
        return compare.Run(CompareCustomers.ReadIds(ids), ct);
    }
}
