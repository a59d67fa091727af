using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Attachments;

internal static class AttachmentRoutes
{
    private static readonly (string, string)[] Place =
    [
        ("related_type", "customer, contact, note, interaction, ticket or another kind of record"),
        ("related_id", "The record it hangs on"),
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        var attachments = app.MapGroup("/api/attachments").Tagged("Attachments", "Files attached to customers and their records");
        attachments
            .MapGet("/", List)
            .Named("listAttachments", "List attachments")
            .Needs(Permission.ReadCustomers)
            .TakesParts([.. Place, ("customer_id", "All of this customer")]);
        // Streamed to the disk: a stored answer would read it into memory.
        attachments
            .MapPost("/", Attach)
            .Named("uploadAttachment", "Upload an attachment")
            .Produces<AttachmentView>(201)
            .Tells(Describe)
            .Needs(Permission.WriteCustomers)
            .TakesQuery(Place)
            .WithMetadata(new DisableRequestSizeLimitAttribute(), new StreamsAnswer());
        attachments.MapGet("/{id}", Open).Named("getAttachment", "Show an attachment").Needs(Permission.ReadCustomers);
        attachments
            .MapGet("/{id}/content", Content)
            .Named("downloadAttachment", "Download an attachment")
            .Produces<Stream>(200, "application/octet-stream")
            .Needs(Permission.ReadCustomers);
        attachments
            .MapDelete("/{id}", Remove)
            .Named("deleteAttachment", "Delete an attachment")
            .Produces(204)
            .Needs(Permission.WriteCustomers);
        app.MapForm("/customers/{id:guid}/attachments", AttachByForm)
            .Needs(Permission.WriteCustomers)
            .WithMetadata(new RequestSizeLimitAttribute(AttachedFiles.Limit + (1 << 20)));
        app.MapForm("/service-visits/{id:guid}/attachments", AttachToVisit)
            .Needs(Permission.WriteCustomers)
            .Needs(Permission.ReadService)
            .WithMetadata(new RequestSizeLimitAttribute(AttachedFiles.Limit + (1 << 20)));
        app.MapForm("/attachments/{id:guid}/removal", RemoveByForm).Needs(Permission.WriteCustomers);
    }

    private static Task<Page<AttachmentView>> List(HttpRequest request, FindAttachments find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (type, id, customer, paging) = (
            query.Text("related_type", 40),
            query.Id("related_id"),
            query.Id("customer_id"),
            Paging.Read(query)
        );
        query.Done();
        return find.Run(customer, type is null or Attachment.OfCustomer ? type : RelatedRecords.Word(type) ?? type, id, paging, ct);
    }

    private static async Task<IResult> Attach(HttpContext http, AttachFile attach, FindAttachments find, CancellationToken ct)
    {
        var query = QueryReader.Of(http.Request);
        var (type, id) = (query.Text("related_type", 40), query.Id("related_id"));
        if (type is null)
            query.Fail("related_type", "It is required.");
        if (id is null)
            query.Fail("related_id", "It is required.");
        query.Done();
        var made = await Attached(new(type!, id!.Value), http, attach, ct);
        return TypedResults.Created($"/api/attachments/{made}", await find.One(made, ct));
    }

    private static void Describe(OpenApiOperation operation, OpenApiDocument document) =>
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "The file. An address is taken too, as JSON with url and name.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["multipart/form-data"] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { "file" },
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                        },
                    },
                },
            },
        };

    private static async Task<Guid> Attached(AttachFile.Place place, HttpContext http, AttachFile attach, CancellationToken ct)
    {
        if (http.Request.HasJsonContentType())
        {
            var link =
                await JsonSerializer.DeserializeAsync<AttachFile.Link>(http.Request.Body, ApiJson.Requests, ct)
                ?? throw new Invalid("url", "It is required.");
            return await attach.Run(place, link, ct);
        }
        if (
            !MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        )
            throw new NotTaken("Send the file as multipart/form-data, or an address as JSON: {\"url\": …, \"name\": …}.");
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value ?? throw new Unreadable("file", "The form has no boundary.");
        var reader = new MultipartReader(boundary, http.Request.Body, 1 << 16);
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part))
                continue;
            if (!(part.FileName.HasValue || part.FileNameStar.HasValue))
                throw new Unreadable(
                    BodyFaults.Cut(HeaderUtilities.RemoveQuotes(part.Name).Value is { Length: > 0 } name ? name : "body"),
                    BodyFaults.UnknownField
                );
            return await attach.Run(
                place,
                section.Body,
                HeaderUtilities.RemoveQuotes(part.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value,
                section.ContentType,
                ct
            );
        }
        throw new Invalid("file", "It is required.");
    }

    private static Task<AttachmentView> Open(Guid id, FindAttachments find, CancellationToken ct) => find.One(id, ct);

    private static async Task<IResult> Content(Guid id, HttpResponse response, FindAttachments find, CancellationToken ct)
    {
        var (view, content) = await find.Content(id, ct);
        if (content is null)
            throw new Missing("file any more");
        // Whatever it holds, a browser keeps it apart from this site.
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "private, no-store";
        return Results.File(content, view.ContentType, view.Name, view.CreatedAt, enableRangeProcessing: true);
    }

    private static async Task<IResult> Remove(Guid id, AttachFile attach, CancellationToken ct)
    {
        await attach.Remove(id, ct);
        return TypedResults.NoContent();
    }

    private static Task<IResult> AttachByForm(Guid id, HttpContext http, AttachFile attach, FlashMessage parting, CancellationToken ct) =>
        ByForm(new(Attachment.OfCustomer, id), $"/customers/{id}", http, attach, parting, ct);

    private static Task<IResult> AttachToVisit(Guid id, HttpContext http, AttachFile attach, FlashMessage parting, CancellationToken ct) =>
        ByForm(new("service_visit", id), $"/service-visits/{id}", http, attach, parting, ct);

    private static async Task<IResult> ByForm(
        AttachFile.Place place,
        string page,
        HttpContext http,
        AttachFile attach,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        try
        {
            if (form.Files.FirstOrDefault() is not { } file)
                throw new Invalid("file", "Choose a file.");
            await using var content = file.OpenReadStream();
            await attach.Run(place, content, file.FileName, file.ContentType, ct);
            parting.Leave(http, "The file was attached");
        }
        catch (Problem refused) when (refused is Invalid or Refusal or FileTooLarge)
        {
            parting.Refuse(http, refused.Message);
        }
        return FormRoutes.BackTo(form["back"], page);
    }

    private static async Task<IResult> RemoveByForm(
        Guid id,
        HttpContext http,
        AttachFile attach,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        await attach.Remove(id, ct);
        parting.Leave(http, "The file was deleted");
        return FormRoutes.BackTo((await http.Request.ReadFormAsync(ct))["back"], "/customers");
    }
}

/// <summary>The body is of a kind that this route does not take: 415.</summary>
public sealed class NotTaken(string message) : Problem(415, "unsupported_media_type", message);
