using Microsoft.AspNetCore.Mvc;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Customers;
using Rapport.Records.Import.Runs;
using Rapport.Records.Import.Undo;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Import.Pages;

/// <summary>The pages of imports and the forms they send.</summary>
internal static class ImportPages
{
    public static void AddImportPages(this IServiceCollection services)
    {
        services.AddSingleton(new NavItem("Customers", "Import", "/imports", "upload", 130, Words.Of(Permission.ImportCustomers)));
        services.AddSingleton(new NavItem(NavItem.Do, "Import customers", "/imports", "upload", 110, Words.Of(Permission.ImportCustomers)));
    }

    public static void MapImportPages(this IEndpointRouteBuilder app)
    {
        // The file streams to disk while it is read, so a token cannot be looked at first: the browser must say that the form was ours.
        app.MapPost("/imports/files", Take)
            .Needs(Permission.ImportCustomers)
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .DisableAntiforgery()
            .ExcludeFromDescription();
        app.MapForm("/imports/{id:guid}/run", Run).Needs(Permission.ImportCustomers);
        app.MapForm("/imports/{id:guid}/cancellation", Cancel).Needs(Permission.ImportCustomers);
        app.MapForm("/imports/{id:guid}/undo", TakeBack).Needs(Permission.ImportCustomers);
    }

    private static async Task<IResult> Take(
        HttpRequest request,
        UploadImport upload,
        ImportFiles files,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        upload.Require();
        try
        {
            var form = await ImportForm.Read(request, files, ct);
            var answer = await upload.Run(form.Stored, form.FileName, form.Options, ct);
            if (!answer.IsNew)
                parting.Leave(request.HttpContext, "This file was sent before; here is how it went.");
            return Results.Redirect($"/imports/{answer.Import.Id}");
        }
        catch (Exception error) when (error is Problem { Status: 400 or 409 or 422 } or BadHttpRequestException)
        {
            parting.Refuse(request.HttpContext, error.Message);
            return Results.Redirect("/imports");
        }
    }

    private static async Task<IResult> Run(
        Guid id,
        [FromForm] string? dry,
        SteerImport steer,
        FlashMessage parting,
        HttpContext http,
        CancellationToken ct
    )
    {
        await Told(() => steer.Run(id, new SteerImport.Start(dry == "true", null), ct), parting, http);
        return Results.Redirect($"/imports/{id}");
    }

    private static async Task<IResult> Cancel(Guid id, SteerImport steer, FlashMessage parting, HttpContext http, CancellationToken ct)
    {
        await Told(() => steer.Cancel(id, ct), parting, http);
        return Results.Redirect($"/imports/{id}");
    }

    private static async Task<IResult> TakeBack(
        Guid id,
        SteerImport steer,
        UndoImport undo,
        FlashMessage parting,
        HttpContext http,
        CancellationToken ct
    )
    {
        await Told(() => steer.Undo(id, undo, ct), parting, http);
        return Results.Redirect($"/imports/{id}");
    }

    private static async Task Told(Func<Task> act, FlashMessage parting, HttpContext http)
    {
        try
        {
            await act();
        }
        catch (Refusal refusal)
        {
            parting.Refuse(http, refusal.Message);
        }
    }
}
