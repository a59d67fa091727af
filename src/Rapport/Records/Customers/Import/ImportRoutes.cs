using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Import.Columns;
using Rapport.Records.Customers.Import.Runs;
using Rapport.Records.Customers.Import.Undo;
using Rapport.Records.Facts.Intake;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Import;

internal static class ImportRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var imports = app.MapGroup("/api/imports").WithTags("Imports");
        imports.MapGet("/", List).Needs(Permission.ImportCustomers);
        // An upload repeats safely by its content, so it needs no stored answer, which would read it into memory.
        imports.MapPost("/", Upload).Needs(Permission.ImportCustomers).WithMetadata(new DisableRequestSizeLimitAttribute(), new StreamsAnswer());
        imports.MapGet("/{id}", Open).Needs(Permission.ImportCustomers);
        imports.MapGet("/{id}/mapping", Mapping).Needs(Permission.ImportCustomers);
        imports.MapPut("/{id}/mapping", SetMapping).Needs(Permission.ImportCustomers);
        imports.MapGet("/{id}/preview", Preview).Needs(Permission.ImportCustomers);
        imports.MapPost("/{id}/run", Run).Needs(Permission.ImportCustomers);
        imports.MapPost("/{id}/cancellation", Cancel).Needs(Permission.ImportCustomers);
        imports.MapDelete("/{id}", TakeBack).Needs(Permission.ImportCustomers);
        imports.MapGet("/{id}/rows", Rows).Needs(Permission.ImportCustomers);
        imports.MapGet("/{id}/rejected", Rejected).Needs(Permission.ImportCustomers);
    }

    private static Task<Page<ImportView>> List(HttpRequest request, FindImports find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (paging, state) = (Paging.ReadPages(query), query.Word<ImportState>("state"));
        query.Done();
        return find.List(paging, state, ct);
    }

    private static async Task<IResult> Upload(HttpRequest request, HttpResponse response, UploadImport upload, ImportFiles files, CancellationToken ct)
    {
        upload.Require();
        var form = await ImportForm.Read(request, files, ct);
        var answer = await upload.Run(form.Stored, form.FileName, form.Options, ct);
        response.Headers.Location = $"/api/imports/{answer.Import.Id}";
        return Results.Json(ImportView.Of(answer.Import), ApiJson.Options, statusCode: answer.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<ImportView> Open(Guid id, FindImports find, CancellationToken ct) => ImportView.Of(await find.One(id, ct));

    private static async Task<MappingView> Mapping(Guid id, FindImports find, ImportFiles files, CancellationToken ct)
    {
        var import = await find.WithContents(id, ct);
        var rows = files.Exists(import.FilePath) ? (await files.Head(import.FilePath!, FileShape.FromJson(import.DialectJson), 200, null, ct)).Rows.Select(r => r.Fields).ToList() : [];
        return MappingView.Of(ColumnMapping.FromJson(import.MappingJson), rows);
    }

    private static async Task<MappingView> SetMapping(Guid id, SteerImport.Choices choices, SteerImport steer, FindImports find, ImportFiles files, CancellationToken ct)
    {
        await steer.Map(id, choices, ct);
        return await Mapping(id, find, files, ct);
    }

    private static async Task<PreviewImport.Response> Preview(Guid id, FindImports find, PreviewImport preview, CancellationToken ct) => await preview.Run(await find.WithContents(id, ct), ct);

    private static async Task<Accepted<ImportView>> Run(Guid id, SteerImport.Start? start, SteerImport steer, CancellationToken ct) =>
        TypedResults.Accepted($"/api/imports/{id}", ImportView.Of(await steer.Run(id, start ?? new(null, null), ct)));

    private static async Task<Accepted<ImportView>> Cancel(Guid id, SteerImport steer, CancellationToken ct) => TypedResults.Accepted($"/api/imports/{id}", ImportView.Of(await steer.Cancel(id, ct)));

    private static async Task<IResult> TakeBack(Guid id, SteerImport steer, UndoImport undo, CancellationToken ct)
    {
        var import = await steer.Undo(id, undo, ct);
        return Results.Json(ImportView.Of(import), ApiJson.Options, statusCode: import.State == ImportState.Undone ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static Task<Page<FindImports.Row>> Rows(Guid id, HttpRequest request, FindImports find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (paging, result) = (Paging.ReadPages(query), query.Word<RowResult>("result"));
        query.Done();
        return find.Rows(id, paging, result, ct);
    }

    private static async Task Rejected(Guid id, HttpResponse response, FindImports find, RejectedRows rejected, CancellationToken ct)
    {
        var import = await find.WithContents(id, ct);
        response.ContentType = "text/csv; charset=utf-8";
        var name = new string([.. Path.GetFileNameWithoutExtension(import.FileName).Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')]);
        response.Headers.ContentDisposition = $"attachment; filename=\"{(name.Length > 0 ? name : "import")}.rejected.csv\"";
        await rejected.Write(import, response.Body, ct);
    }
}

/// <summary>A file as it is posted: a form with the file and its options in any order, or the bare file with options in the query.</summary>
internal sealed record ImportForm(ImportFiles.Stored Stored, string FileName, UploadImport.Options Options)
{
    private const int MaxField = 1 << 20;

    public static async Task<ImportForm> Read(HttpRequest request, ImportFiles files, CancellationToken ct)
    {
        var values = request.Query.ToDictionary(q => q.Key, q => q.Value.ToString());
        ImportFiles.Stored? stored = null;
        try
        {
            var name = values.GetValueOrDefault("file_name") ?? "import.csv";
            if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) throw new BadHttpRequestException("Send the file as multipart/form-data, or alone under its own type, such as text/csv.", StatusCodes.Status415UnsupportedMediaType);
            if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            {
                var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).Value ?? throw new Unreadable("file", "The form has no boundary."), request.Body, 1 << 16);
                while (await reader.ReadNextSectionAsync(ct) is { } section)
                {
                    if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part)) continue;
                    var field = HeaderUtilities.RemoveQuotes(part.Name).Value ?? "";
                    if (field == "file" || part.FileName.HasValue)
                    {
                        if (stored is not null) throw new Unreadable("file", "Send one file.");
                        if (HeaderUtilities.RemoveQuotes(part.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value is { Length: > 0 } given) name = given;
                        stored = await files.Store(section.Body, Ids.Next(), ct);
                    }
                    else values[field] = await Text(section.Body, field, ct);
                }
            }
            else if (type.MediaType.Value is "text/csv" or "text/plain" or "text/tab-separated-values" or "application/octet-stream" or "application/vnd.ms-excel" or "text/vcard" or "text/x-vcard" or "text/ldif"
                or "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") stored = await files.Store(request.Body, Ids.Next(), ct);
            else throw new BadHttpRequestException("Send the file as multipart/form-data, or alone under its own type, such as text/csv.", StatusCodes.Status415UnsupportedMediaType);
            return new ImportForm(stored ?? throw new Invalid("file", "It is required."), StorableText.Fault(name) is null ? name : "import.csv", OptionsOf(values));
        }
        catch
        {
            if (stored is not null) files.Delete(stored.Path);
            throw;
        }
    }

    private static async Task<string> Text(Stream body, string field, CancellationToken ct)
    {
        var buffer = new byte[MaxField + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length <= MaxField ? System.Text.Encoding.UTF8.GetString(buffer, 0, length) : throw new Unreadable(field, "It is too long.");
    }

    private static UploadImport.Options OptionsOf(Dictionary<string, string> values)
    {
        var query = new QueryReader(new QueryCollection(values.ToDictionary(v => v.Key, v => new Microsoft.Extensions.Primitives.StringValues(v.Value))));
        var options = new UploadImport.Options(query.Word<OnDuplicate>("on_duplicate") ?? OnDuplicate.Review, query.Truth("dry_run"), query.Truth("again"))
        {
            OwnerId = query.Id("owner_id"), BranchId = query.Id("branch_id"), Sheet = query.Text("sheet", 100), Mapping = Mapping(query.Text("mapping", MaxField)),
            FactType = query.Text("type", 40) is { } type and not "customer" ? type : null, OnUnknownCustomer = query.Word<OnUnknownCustomer>("on_unknown_customer") ?? OnUnknownCustomer.Park,
        };
        query.Done("file_name", "__RequestVerificationToken");
        return options;
    }

    private static IReadOnlyList<(string, string?)> Mapping(string? json)
    {
        if (json is null) return [];
        try
        {
            return [.. JsonSerializer.Deserialize<Dictionary<string, string?>>(json, ApiJson.Options)!.Select(m => (m.Key, m.Value))];
        }
        catch (JsonException)
        {
            throw new Unreadable("mapping", "It must be an object such as {\"Column\": \"email\"}.");
        }
    }
}
