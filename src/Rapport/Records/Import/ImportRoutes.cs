using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Columns;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Import.Runs;
using Rapport.Records.Import.Undo;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Import;

internal static class ImportRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var imports = app.MapGroup("/api/imports").Tagged("Imports", "Files of customers and records: mapping, preview, run, undo");
        imports
            .MapGet("/", List)
            .Named("listImports", "List imports")
            .Needs(Permission.ImportCustomers)
            .TakesShortPages(("state", "Only imports in this state"));
        // An upload repeats safely by its content, so it needs no stored answer, which would read it into memory.
        imports
            .MapPost("/", Upload)
            .Named("uploadImport", "Upload a file to import")
            .Produces<ImportView>(201)
            .Produces<ImportView>()
            .Tells(ImportForm.Describe)
            .Needs(Permission.ImportCustomers)
            .TakesFormInQuery(ImportForm.Parameters)
            .WithMetadata(new DisableRequestSizeLimitAttribute(), new StreamsAnswer());
        imports.MapGet("/{id}", Open).Named("getImport", "Show an import").Needs(Permission.ImportCustomers);
        imports
            .MapGet("/{id}/mapping", Mapping)
            .Named("getImportMapping", "Show the column mapping of an import")
            .Needs(Permission.ImportCustomers);
        imports
            .MapPut("/{id}/mapping", SetMapping)
            .Named("replaceImportMapping", "Set the column mapping of an import")
            .Needs(Permission.ImportCustomers);
        imports.MapGet("/{id}/preview", Preview).Named("previewImport", "Show what an import would do").Needs(Permission.ImportCustomers);
        imports.MapPost("/{id}/run", Run).Named("runImport", "Run an import").Needs(Permission.ImportCustomers);
        imports.MapPost("/{id}/cancellation", Cancel).Named("cancelImport", "Cancel an import").Needs(Permission.ImportCustomers);
        imports
            .MapDelete("/{id}", TakeBack)
            .Named("undoImport", "Undo or discard an import")
            .Produces<ImportView>()
            .Produces<ImportView>(202)
            .Needs(Permission.ImportCustomers);
        imports
            .MapGet("/{id}/rows", Rows)
            .Named("listImportRows", "List the rows of an import")
            .Needs(Permission.ImportCustomers)
            .TakesShortPages(("result", "created, updated, skipped, duplicate or rejected"));
        imports
            .MapGet("/{id}/rejected", Rejected)
            .TakesItsTime()
            .Named("exportRejectedRows", "Export the rejected rows of an import")
            .Produces<Stream>(200, "text/csv")
            .Needs(Permission.ImportCustomers);
    }

    private static Task<Page<ImportView>> List(HttpRequest request, FindImports find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (paging, state) = (Paging.ReadPages(query), query.Word<ImportState>("state"));
        query.Done();
        return find.List(paging, state, ct);
    }

    private static async Task<IResult> Upload(
        HttpRequest request,
        HttpResponse response,
        UploadImport upload,
        ImportFiles files,
        CancellationToken ct
    )
    {
        upload.Require();
        var form = await ImportForm.Read(request, files, ct);
        var answer = await upload.Run(form.Stored, form.FileName, form.Options, ct);
        response.Headers.Location = $"/api/imports/{answer.Import.Id}";
        return Results.Json(
            ImportView.Of(answer.Import),
            ApiJson.Options,
            statusCode: answer.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK
        );
    }

    private static async Task<ImportView> Open(Guid id, FindImports find, CancellationToken ct) => ImportView.Of(await find.One(id, ct));

    private static async Task<MappingView> Mapping(Guid id, FindImports find, ImportFiles files, CancellationToken ct)
    {
        var import = await find.WithContents(id, ct);
        var rows = await files.Exists(import.FilePath, ct)
            ? (await files.Head(import.FilePath!, FileShape.FromJson(import.DialectJson), 200, null, ct))
                .Rows.Select(r => r.Fields)
                .ToList()
            : [];
        return MappingView.Of(ColumnMapping.FromJson(import.MappingJson), rows);
    }

    private static async Task<MappingView> SetMapping(
        Guid id,
        SteerImport.Choices choices,
        SteerImport steer,
        FindImports find,
        ImportFiles files,
        CancellationToken ct
    )
    {
        await steer.Map(id, choices, ct);
        return await Mapping(id, find, files, ct);
    }

    private static async Task<PreviewImport.Response> Preview(Guid id, FindImports find, PreviewImport preview, CancellationToken ct) =>
        await preview.Run(await find.WithContents(id, ct), ct);

    private static async Task<Accepted<ImportView>> Run(Guid id, SteerImport.Start? start, SteerImport steer, CancellationToken ct) =>
        TypedResults.Accepted($"/api/imports/{id}", ImportView.Of(await steer.Run(id, start ?? new(null, null), ct)));

    private static async Task<Accepted<ImportView>> Cancel(Guid id, SteerImport steer, CancellationToken ct) =>
        TypedResults.Accepted($"/api/imports/{id}", ImportView.Of(await steer.Cancel(id, ct)));

    private static async Task<IResult> TakeBack(Guid id, SteerImport steer, UndoImport undo, CancellationToken ct)
    {
        var import = await steer.Undo(id, undo, ct);
        return Results.Json(
            ImportView.Of(import),
            ApiJson.Options,
            statusCode: import.State == ImportState.Undone ? StatusCodes.Status200OK : StatusCodes.Status202Accepted
        );
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
        var name = new string([
            .. Path.GetFileNameWithoutExtension(import.FileName).Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'),
        ]);
        response.Headers.ContentDisposition = $"attachment; filename=\"{(name.Length > 0 ? name : "import")}.rejected.csv\"";
        await rejected.Write(import, response.Body, ct);
    }
}
