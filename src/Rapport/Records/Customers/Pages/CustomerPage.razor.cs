using System.Globalization;
using Microsoft.AspNetCore.Components;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

public partial class CustomerPage
{
    private const int Latest = 20, ALot = 100;
    private static readonly Crumb[] Trail = [new("Customers", ListAddress.Path)];

    [Inject] private ReadCustomer Read { get; set; } = null!;
    [Inject] private ReadChoices ReadChoices { get; set; } = null!;
    [Inject] private CustomerImages Images { get; set; } = null!;
    [Inject] private CheckDuplicates Check { get; set; } = null!;
    [Inject] private Access Access { get; set; } = null!;
    [Parameter] public Guid Id { get; set; }
    [SupplyParameterFromQuery(Name = "tab")] public string? Tab { get; set; }
    [SupplyParameterFromQuery(Name = "cursor")] public string? Cursor { get; set; }
    [CascadingParameter] public HttpContext Http { get; set; } = null!;
    [CascadingParameter] public Frame Frame { get; set; } = null!;

    private CustomerSheet Sheet { get; set; } = null!;
    private Choices Choices { get; set; } = null!;
    private TimelineSentences Sentences { get; set; } = null!;
    private IReadOnlyList<Candidate> Duplicates { get; set; } = [];

    protected override async Task OnInitializedAsync()
    {
        var ct = Http.RequestAborted;
        Sheet = await Read.Run(Id, Cursor, Tab == "timeline" ? ALot : Latest, ct);
        Choices = await ReadChoices.Run(ct);
        Sentences = new TimelineSentences(Choices.Owners.Concat(Choices.Branches).ToDictionary(c => c.Value, c => c.Title), Sheet.Fields.ToDictionary(f => f.Key, f => f.Label), Access.Sees(Mask.ContactData));
        if (Chosen.Length == 0 && View.ArchivedAt is null && MayWrite && (await Images.Of([Id], ct)).TryGetValue(Id, out var image))
            Duplicates = [.. (await Check.Of(image, ct)).Where(c => c.IsLikely).Take(3)];
        IsRead = true;
    }

    private bool IsRead { get; set; }

    private CustomerView View => Sheet.View;

    private string Url => $"/customers/{View.Id}";

    private bool MayWrite => Access.Has(Permission.WriteCustomers);

    private bool MayArchive => Access.Has(Permission.ArchiveCustomers);

    private bool MayMerge => Access.Has(Permission.MergeCustomers) && View.ArchivedAt is null;

    /// <summary>Where a part is added; null when nothing may be changed.</summary>
    private string? Add(string part) => MayWrite && View.ArchivedAt is null ? $"{Url}/{part}/new" : null;

    private bool LacksContacts => View is { Type: CustomerType.Organization, ArchivedAt: null } && Sheet.Contacts.Count == 0;

    private string? EarlierUrl => Sheet.Timeline.NextCursor is { } next ? $"{Url}?tab=timeline&cursor={next}" : null;

    private string Chosen => Tabs.Any(t => t.Tab == Tab) ? Tab! : "";

    /// <summary>The sections there is something in.</summary>
    private IEnumerable<(string Tab, string Title, int Count)> Tabs
    {
        get
        {
            yield return ("", "Overview", 0);
            yield return ("timeline", "Timeline", 0);
            if (Sheet.Contacts.Count > 0) yield return ("contacts", "Contacts", Sheet.Contacts.Count);
            if (Sheet.Addresses.Count > 0) yield return ("addresses", "Addresses", Sheet.Addresses.Count);
            if (Sheet.Relations.Count > 0) yield return ("relationships", "Relationships", Sheet.Relations.Count);
        }
    }

    private IEnumerable<(string Label, string Value, string? Meaning)> Figures(AccountView account)
    {
        if (account.Arr is { } arr) yield return ("Contract value", arr.ToString("N0", CultureInfo.CurrentCulture), "a year");
        if (account.ContractRenewal is { } renewal)
        {
            var days = renewal.DayNumber - DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Frame.Now, Frame.TimeZone).Date).DayNumber;
            yield return ("Renewal", days switch { < 0 => "Overdue", 0 => "Today", 1 => "Tomorrow", _ => $"in {days} days" }, renewal.ToString("d MMMM yyyy", CultureInfo.CurrentCulture));
        }
        if (account.Size is { } size) yield return ("Size", size, account.Industry);
        if (Sheet.Contacts.Count > 0) yield return ("Contacts", Sheet.Contacts.Count.ToString(CultureInfo.CurrentCulture), Sheet.Contacts.FirstOrDefault(c => c.IsPrimary) is { } primary ? $"first call {primary.Name}" : null);
    }
}
