using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support.Desk;

/// <summary>The small forms of a ticket's page: properties that are set in place, and merges.</summary>
internal static class TicketForms
{
    private static readonly FactKind Kind = FactKind.Of<Ticket>();

    /// <summary>What is set in place; an empty value clears it.</summary>
    private static readonly string[] Properties = ["status", "priority", "assignee_id", "category", "is_complaint", .. TicketChoices.Links];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapForm("/tickets/{id:guid}/properties", Set).Needs(Permission.WriteSupport);
        app.MapForm("/tickets/{id:guid}/merges", Merge).Needs(Permission.WriteSupport);
        app.MapForm("/tickets/{id:guid}/merges/{duplicate:guid}/undo", Undo).Needs(Permission.WriteSupport);
    }

    private static async Task<IResult> Set(Guid id, HttpContext http, WorkOnTicket work, FlashMessage parting, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var patch = Properties.Where(form.ContainsKey).ToDictionary(name => name, name => Value(name, form[name].ToString().Trim()));
        int? seen = int.TryParse(form["version"].ToString(), out var version) ? version : null;
        await Told(
            http,
            parting,
            async () =>
            {
                await work.Run(id, JsonSerializer.SerializeToElement(patch, ApiJson.Options), seen, ct);
                return Said(form);
            }
        );
        return Results.LocalRedirect($"/tickets/{id}");
    }

    private static object? Value(string name, string text) =>
        text.Length == 0 ? null
        : name == "is_complaint" ? text == "true"
        : TicketChoices.Links.Contains(name) ? new Dictionary<string, object?> { ["external_id"] = text }
        : text;

    private static string Said(IFormCollection form) =>
        form["status"].ToString() switch
        {
            "resolved" => "The ticket is solved",
            "open" => "The ticket is open",
            "closed" => "The ticket is closed",
            _ => Properties.FirstOrDefault(form.ContainsKey) is { } name
                ? $"{FactWords.Label(Kind.Fields.First(f => f.Name == name))} was saved"
                : "Nothing was changed",
        };

    private static async Task<IResult> Merge(
        Guid id,
        [FromForm(Name = "into")] Guid? into,
        HttpContext http,
        MergeTickets merge,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        if (into is not { } survivor)
        {
            parting.Refuse(http, "Choose the ticket to continue in.");
            return Results.LocalRedirect($"/tickets/{id}/merge");
        }
        var isDone = await Told(
            http,
            parting,
            async () =>
            {
                await merge.Run(survivor, [id], ct);
                return "The tickets were merged";
            },
            $"/tickets/{survivor}/merges/{id}/undo"
        );
        return Results.LocalRedirect($"/tickets/{(isDone ? survivor : id)}");
    }

    private static async Task<IResult> Undo(
        Guid id,
        Guid duplicate,
        HttpContext http,
        MergeTickets merge,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        await Told(
            http,
            parting,
            async () =>
            {
                await merge.Undo(id, duplicate, ct);
                return "The merge was undone";
            }
        );
        return Results.LocalRedirect($"/tickets/{duplicate}");
    }

    /// <summary>Says on the next page what was done, or why not.</summary>
    private static async Task<bool> Told(HttpContext http, FlashMessage parting, Func<Task<string>> act, string? undoUrl = null)
    {
        try
        {
            parting.Leave(http, await act(), undoUrl);
            return true;
        }
        catch (Stale)
        {
            parting.Refuse(http, "This ticket was changed while you were looking at it, so nothing was saved. Here is how it is now.");
        }
        catch (Problem refused) when (refused is Invalid or Unreadable or Refusal)
        {
            parting.Refuse(http, refused.Message);
        }
        return false;
    }
}
