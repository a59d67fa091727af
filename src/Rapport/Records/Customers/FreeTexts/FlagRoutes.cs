using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.FreeTexts;

internal static class FlagRoutes
{
    public const string Page = "/data-protection";

    public static void Map(IEndpointRouteBuilder app)
    {
        var flags = app.MapGroup("/api/personal-data-flags").Tagged("Data protection", "Free texts that seem to hold personal data");
        flags
            .MapGet("/", List)
            .Named("listPersonalDataFlags", "List free texts that need review")
            .Needs(Permission.ReviewPersonalData)
            .TakesParts(("status", "open, dismissed, redacted or cleared"));
        flags
            .MapPost("/{id}/dismissal", Dismiss)
            .Named("dismissPersonalDataFlag", "Mark a free text as harmless")
            .Needs(Permission.ReviewPersonalData);
        flags
            .MapPost("/{id}/redaction", Redact)
            .Named("redactPersonalDataFlag", "Redact the personal data in a free text")
            .Needs(Permission.ReviewPersonalData);
        flags
            .MapPost("/{id}/move", Move)
            .Named("movePersonalDataFlag", "Move the personal data into its own field")
            .Needs(Permission.ReviewPersonalData);
        app.MapForm(
                $"{Page}/{{id:guid}}/move",
                (Guid id, HttpContext http, MovePersonalData move, FlashMessage parting, CancellationToken ct) =>
                    Told(http, parting, () => move.Run(id, ct), "Moved, and masked in the text")
            )
            .Needs(Permission.ReviewPersonalData);
        app.MapForm(
                $"{Page}/{{id:guid}}/dismissal",
                (Guid id, HttpContext http, ReviewFlag review, FlashMessage parting, CancellationToken ct) =>
                    Told(http, parting, () => review.Dismiss(id, ct), "It may stand")
            )
            .Needs(Permission.ReviewPersonalData);
        app.MapForm(
                $"{Page}/{{id:guid}}/redaction",
                (Guid id, HttpContext http, ReviewFlag review, FlashMessage parting, CancellationToken ct) =>
                    Told(http, parting, () => review.Redact(id, ct), "Masked in the text")
            )
            .Needs(Permission.ReviewPersonalData);
    }

    private static Task<Page<FindFlags.Flag>> List(HttpRequest request, FindFlags find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (status, paging) = (query.Word<FlagStatus>("status") ?? FlagStatus.Open, Paging.Read(query));
        query.Done();
        return find.Run(status, paging, ct);
    }

    private static async Task<NoContent> Dismiss(Guid id, ReviewFlag review, CancellationToken ct)
    {
        await review.Dismiss(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Redact(Guid id, ReviewFlag review, CancellationToken ct)
    {
        await review.Redact(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Move(Guid id, MovePersonalData move, CancellationToken ct)
    {
        await move.Run(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Told(HttpContext http, FlashMessage parting, Func<Task> act, string said)
    {
        try
        {
            await act();
            parting.Leave(http, said);
        }
        catch (Problem problem) when (problem.Status is 403 or 409 or 422)
        {
            parting.Refuse(http, problem.Message);
        }
        return Results.LocalRedirect(Page);
    }
}
