using Microsoft.AspNetCore.Components;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Pages;
using Rapport.Records.Support.Desk;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support;

public partial class TicketPage
{
    private const int MostShown = Paging.MaxLimit;

    private static readonly FactKind Kind = FactKind.Of<Ticket>();
    private static readonly IReadOnlyList<Crumb> Trail = [new("Tickets", "/tickets")];

    private ServiceLevels levels = null!;
    private Page<TicketMessageView> messages = null!;
    private Page<TicketMessageView> seen = null!;
    private IReadOnlyList<TicketHistoryLine> history = [];
    private IReadOnlyList<Choice> people = [];
    private IReadOnlyDictionary<string, IReadOnlyList<Choice>> links = new Dictionary<string, IReadOnlyList<Choice>>();
    private IReadOnlyDictionary<string, (string Url, string Title)?> leads = new Dictionary<string, (string, string)?>();
    private IReadOnlyList<(FactKind Kind, IReadOnlyList<Dictionary<string, object?>> Facts)> named = [];
    private IReadOnlyList<KeepMacros.View> macros = [];
    private string? prepared;
    private bool mayConfirm;

    [Inject]
    private FindFacts Facts { get; set; } = null!;

    [Inject]
    private RelatedFacts Related { get; set; } = null!;

    [Inject]
    private KeepServiceLevels Levels { get; set; } = null!;

    [Inject]
    private ReadTicketHistory History { get; set; } = null!;

    [Inject]
    private TicketChoices Choices { get; set; } = null!;

    [Inject]
    private AddTicketMessage Add { get; set; } = null!;

    [Inject]
    private KeepMacros Macros { get; set; } = null!;

    [Inject]
    private FlashMessage Parting { get; set; } = null!;

    [Inject]
    private Access Access { get; set; } = null!;

    [Inject]
    private FindTicketMessages Find { get; set; } = null!;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The macro whose text is put into the reply.</summary>
    [SupplyParameterFromQuery(Name = "macro")]
    public Guid? Chosen { get; set; }

    /// <summary>public or internal, to show messages of that kind alone.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    private Dictionary<string, object?> Ticket { get; set; } = null!;
    private string Subject => (string)Ticket["subject"]!;
    private string? Number => Ticket["number"] is string number ? $"#{number}" : null;
    private string Status => (string)Ticket["status"]!;
    private bool IsOpen => Status is not ("resolved" or "closed");
    private bool IsOurs => TicketChoices.IsOurs((string)Ticket["external_id"]!);
    private Guid CustomerId => (Guid)Ticket["customer_id"]!;
    private Guid? MergedInto => Ticket["merged_into_id"] as Guid?;
    private DateTimeOffset OpenedAt => (DateTimeOffset)Ticket["opened_at"]!;
    private Guid? Me => Access.Caller.UserId;
    private bool MayWork => Access.Has(Permission.WriteSupport);
    private bool MayNote => Find.ShowsInternal && Access.Has(Permission.WriteInteractions);
    private string Live => $"ticket:{CustomerId} service_levels";
    private Guid? LastSeen => seen.Data.LastOrDefault(m => m.TicketId == Id)?.Id;

    private TicketMessageKind? Shown => Find.ShowsInternal && Words.TryParse<TicketMessageKind>(Show ?? "", out var kind) ? kind : null;

    private static string IconOf(string channel) =>
        channel switch
        {
            "email" => "mail",
            "phone" => "phone",
            "staff" => "pencil",
            _ => "message-square",
        };

    private string? MacroId => Sent("macro_id") ?? Chosen?.ToString();

    /// <summary>The note was sent, and is shown again with what is wrong with it.</summary>
    private bool IsNote => Sent("_handler") == "note";

    protected override async Task OnInitializedAsync()
    {
        Ticket = await Facts.One(Kind, Id, Ct);
        levels = await Levels.Read(Ct);
        messages = await Latest(Shown);
        // Replies that a filter hides count as seen: the page had them a click away.
        seen = Shown == TicketMessageKind.Internal ? await Latest(null) : messages;
        history = await History.Run(Id, Ct);
        named = await Related.Naming(Kind, Ticket, Ct);
        leads = await Related.NamedBy(Kind, Ticket, Ct);
        if (MayWork)
        {
            (people, links) = await Choices.Of(CustomerId, Ct);
            macros = await Macros.All(Ct);
            if (Chosen is { } chosen)
                prepared = (await Macros.One(chosen, Ct)).For(Ticket, Access.Caller.Name);
        }
        else if (Ticket["assignee_id"] is Guid assignee)
            people = await Choices.Person(assignee, Ct);
    }

    /// <summary>A long conversation is shown from its last page.</summary>
    private async Task<Page<TicketMessageView>> Latest(TicketMessageKind? kind)
    {
        var first = await Find.Run(Id, kind, new Paging(1, MostShown, null, false), Ct);
        if (first.Total <= MostShown)
            return first;
        var last = (int)Math.Min((first.Total + MostShown - 1) / MostShown, Paging.MaxDepth / MostShown);
        return await Find.Run(Id, kind, new Paging(last, MostShown, null, false), Ct);
    }

    private Task Reply() => Send(TicketMessageKind.Public, "The reply is kept. No mail server is connected yet, so it was not sent.");

    private Task Note() => Send(TicketMessageKind.Internal, "The note was added");

    private async Task Send(TicketMessageKind kind, string said)
    {
        var request = new AddTicketMessage.Request(
            Typed(kind == TicketMessageKind.Public ? "reply" : "note"),
            kind,
            Words.TryParse<TicketStatus>(Sent("status") ?? "", out var status) ? status : null,
            kind == TicketMessageKind.Public && Guid.TryParse(Sent("macro_id"), out var macro) ? macro : null,
            Guid.TryParse(Sent("last_seen_id"), out var seen) ? seen : null
        )
        {
            ConfirmsPersonalData = Sent("confirm_pii") == "true",
        };
        if (await Try(() => Run(request, said)))
            Navigation.NavigateTo($"/tickets/{Id}");
    }

    private async Task Run(AddTicketMessage.Request request, string said)
    {
        try
        {
            var added = await Add.Run(Id, request, Ct);
            Parting.Leave(Http, added.Warnings.Count == 0 ? said : $"{said}. {added.Warnings[0].Message}");
        }
        catch (Refusal refused) when (refused.Code == FreeText.Code)
        {
            mayConfirm = true;
            throw new Refusal(
                FreeText.Code,
                "The text holds a full card number, which is never stored. Remove it, or tick the box to save it masked."
            );
        }
    }

    private string? Typed(string name) => Sent(name)?.ReplaceLineEndings("\n");

    private string? Sent(string name) =>
        HttpMethods.IsPost(Http.Request.Method) && Http.Request.HasFormContentType && Http.Request.Form.TryGetValue(name, out var value)
            ? value.ToString()
            : null;
}
