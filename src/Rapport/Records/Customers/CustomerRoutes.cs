using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Find;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

internal static class CustomerRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var customers = app.MapGroup("/api/customers").Tagged("Customers", "People and companies, their timeline and their 360° view");
        customers
            .MapGet("/", List)
            .Named("listCustomers", "List and search customers")
            .Needs(Permission.ReadCustomers)
            .TakesPage(CustomerFilter.Parameters);
        customers
            .MapPost("/", Create)
            .Named("createCustomer", "Create a customer")
            .Needs(Permission.WriteCustomers)
            .TakesQuery(("on_duplicate", "create: go on although the customer seems to be here already"), FreeText.Parameter);
        customers
            .MapGet("/export", Export)
            .TakesItsTime()
            .Named("exportCustomers", "Export customers as CSV")
            .Produces<Stream>(200, "text/csv")
            .Needs(Permission.ExportCustomers)
            .TakesQuery(CustomerFilter.Parameters);
        customers.MapGet("/{id}", Open).Named("getCustomer", "Show a customer").Needs(Permission.ReadCustomers);
        customers
            .MapPut("/{id}", Edit)
            .Named("replaceCustomer", "Replace a customer's fields")
            .TakesIfMatch()
            .Needs(Permission.WriteCustomers)
            .TakesQuery(FreeText.Parameter);
        customers
            .MapPatch("/{id}", Edit)
            .Named("updateCustomer", "Change a customer")
            .TakesIfMatch()
            .Needs(Permission.WriteCustomers)
            .TakesQuery(FreeText.Parameter);
        customers
            .MapDelete("/{id}", Archive)
            .Named("archiveCustomer", "Archive a customer")
            .TakesIfMatch()
            .Needs(Permission.ArchiveCustomers);
        customers.MapPost("/{id}/restoration", Restore).Named("restoreCustomer", "Restore a customer").Needs(Permission.ArchiveCustomers);
        customers
            .MapGet("/{id}/duplicates", Duplicates)
            .Named("listDuplicatesOfCustomer", "List possible duplicates of a customer")
            .Needs(Permission.ReadCustomers)
            .TakesShortPages();
        customers
            .MapGet("/{id}/timeline", Timeline)
            .Named("getTimeline", "Show a customer's timeline")
            .Needs(Permission.ReadCustomers)
            .TakesQuery([
                ("limit", "Entries a page, 1 to 200"),
                ("cursor", "next_cursor of the page before"),
                .. TimelineFilter.Parameters,
            ]);
    }

    private static async Task<Page<CustomerRow>> List(HttpRequest request, FindCustomers find, CancellationToken ct) =>
        (await find.Run(FindCustomers.Question.Read(request), ct)).Page;

    private static async Task<Created<CustomerView>> Create(
        CustomerInput input,
        HttpRequest request,
        HttpResponse response,
        CreateCustomer create,
        OpenCustomer open,
        Changes changes,
        CancellationToken ct
    )
    {
        var query = QueryReader.Of(request);
        var onDuplicate = query.Word<CreateCustomer.OnDuplicate>("on_duplicate") ?? CreateCustomer.OnDuplicate.Refuse;
        var confirmed = query.Truth(FreeText.Confirm);
        query.Done();
        await using var change = await changes.Begin(ct);
        CustomerReading reading = null!;
        var customer = await create.Run(
            input with
            {
                ConfirmsPersonalData = confirmed,
            },
            onDuplicate,
            CustomerSource.Api,
            ct,
            id => (reading = open.Reading(id)).Statements
        );
        var view = await reading.View(ct);
        await change.Save(ct);
        response.SetETag(view.Version);
        return TypedResults.Created($"/api/customers/{customer.Id}", view);
    }

    private static async Task<Ok<CustomerView>> Open(
        Guid id,
        HttpRequest request,
        HttpResponse response,
        OpenCustomer open,
        CancellationToken ct
    )
    {
        QueryReader.Of(request).Done();
        return Answer(await open.Run(id, ct), response);
    }

    private static async Task<Ok<CustomerView>> Edit(
        Guid id,
        CustomerInput input,
        HttpRequest request,
        HttpResponse response,
        EditCustomer edit,
        OpenCustomer open,
        Changes changes,
        CancellationToken ct
    )
    {
        var confirmed = FreeText.Confirmed(request);
        await using var change = await changes.Begin(ct);
        var reading = open.Reading(id);
        await edit.Run(id, input with { ConfirmsPersonalData = confirmed }, request.IfMatch(), ct, reading.Statements);
        var view = await reading.View(ct);
        await change.Save(ct);
        return Answer(view, response);
    }

    private static async Task<NoContent> Archive(Guid id, HttpRequest request, ArchiveCustomer archive, CancellationToken ct)
    {
        await archive.Run(id, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<CustomerView>> Restore(
        Guid id,
        HttpResponse response,
        ArchiveCustomer archive,
        OpenCustomer open,
        Changes changes,
        CancellationToken ct
    )
    {
        await using var change = await changes.Begin(ct);
        await archive.Restore(id, ct);
        var view = await open.InChange(id, ct);
        await change.Save(ct);
        return Answer(view, response);
    }

    private static async Task<Page<Candidate>> Duplicates(
        Guid id,
        HttpRequest request,
        OpenCustomer open,
        SearchDocuments images,
        CheckDuplicates duplicates,
        CancellationToken ct
    )
    {
        var query = QueryReader.Of(request);
        var paging = Paging.ReadPages(query);
        query.Done();
        await open.Run(id, ct);
        var image = (await images.Of([id], ct))[id];
        return paging.Of(await duplicates.Of(image, ct));
    }

    private static async Task<CustomerTimeline.Answer> Timeline(
        Guid id,
        HttpRequest request,
        OpenCustomer open,
        CustomerTimeline timeline,
        Pages.ReadSentences sentences,
        CancellationToken ct
    )
    {
        var query = QueryReader.Of(request);
        var filter = TimelineFilter.Read(query);
        var (limit, cursor) = (query.Int("limit", 1, Paging.MaxLimit) ?? 50, query.Text("cursor", 4000));
        query.Done();
        await open.Run(id, ct);
        return await sentences.Titled(await timeline.Run(id, filter, cursor, limit, ct), ct);
    }

    private static async Task Export(HttpContext http, ExportCustomers export, CancellationToken ct)
    {
        var query = QueryReader.Of(http.Request);
        var filter = CustomerFilter.Read(query, http.Request.Query.Keys);
        query.Done();
        await export.Run(filter, http.Response, ct);
    }

    private static Ok<CustomerView> Answer(CustomerView view, HttpResponse response)
    {
        response.SetETag(view.Version);
        return TypedResults.Ok(view);
    }
}
