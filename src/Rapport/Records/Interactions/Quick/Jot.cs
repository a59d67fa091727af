using Rapport.Platform.Web;
using Rapport.Records.Interactions.Notes;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Quick;

/// <summary>The line above the timeline: what is written there becomes a note, or after "/call" a logged call.</summary>
internal static class Jot
{
    private const string Call = "/call";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapForm("/customers/{id:guid}/jottings", Write).Needs(Permission.WriteInteractions);

    private static async Task<IResult> Write(
        Guid id,
        HttpContext http,
        AddNote notes,
        LogInteraction log,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        var text = (await http.Request.ReadFormAsync(ct))["text"].ToString().Trim();
        if (
            text.StartsWith(Call, StringComparison.OrdinalIgnoreCase)
            && (text.Length == Call.Length || char.IsWhiteSpace(text[Call.Length]))
        )
        {
            var said = text[Call.Length..].Trim();
            await log.Run(
                new InteractionInput
                {
                    CustomerId = id,
                    InteractionType = InteractionType.Call,
                    Direction = Direction.Outbound,
                    Outcome = "completed",
                    Subject = said.Split('\n')[0] is { Length: > 0 } subject ? subject[..Math.Min(subject.Length, 120)] : default,
                    Description = said.Length > 120 ? said : default,
                    Source = InteractionSource.Manual,
                },
                ct
            );
            parting.Leave(http, "The call was logged");
        }
        else
        {
            await notes.Run(new NoteInput { CustomerId = id, Content = text }, ct);
            parting.Leave(http, "The note was saved");
        }
        return Results.LocalRedirect($"/customers/{id}");
    }
}
