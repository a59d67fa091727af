using System.Globalization;
using Microsoft.AspNetCore.Components;
using Rapport.Platform.Data;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers.Find;

namespace Rapport.Records.Customers.Pages;

public partial class CustomerFilters
{
    private static readonly (string Sort, string Title)[] Sorts =
    [
        ("display_name", "Name, A to Z"), ("-display_name", "Name, Z to A"), ("-updated_at", "Recently changed"), ("updated_at", "Longest unchanged"), ("-created_at", "Newest first"), ("created_at", "Oldest first"),
    ];

    [Parameter, EditorRequired] public CustomerFilter Filter { get; set; } = null!;
    [Parameter, EditorRequired] public string Sort { get; set; } = "";
    [Parameter, EditorRequired] public ListAddress Address { get; set; } = null!;
    [Parameter, EditorRequired] public Choices Choices { get; set; } = null!;
    [Parameter, EditorRequired] public IReadOnlyList<ListColumn> Columns { get; set; } = [];

    private IReadOnlyList<Choice> OwnersAndNobody => [new("none", "Nobody"), .. Choices.Owners];

    private string SortTitle => Sorts.FirstOrDefault(s => s.Sort == Sort).Title ?? "Best match";

    /// <summary>The filters in force: what each is called, what it says, and the query names that go with it.</summary>
    private IEnumerable<(string Title, string Value, string[] Names)> InForce
    {
        get
        {
            if (Filter.Status is { } status) yield return ("Status", Choices.Said(Words.Of(status)), ["status"]);
            if (Filter.Type is { } type) yield return ("Type", Choices.Said(Words.Of(type)), ["type"]);
            if (Filter.Tag is { } tag) yield return ("Tag", tag, ["tag"]);
            if (Filter.OwnerId is { } owner) yield return ("Owner", Named(Choices.Owners, owner), ["owner_id"]);
            if (Filter.Unowned) yield return ("Owner", "Nobody", ["owner_id"]);
            if (Filter.BranchId is { } branch) yield return ("Branch", Named(Choices.Branches, branch), ["branch_id"]);
            if (Filter.CreatedFrom is not null || Filter.CreatedTo is not null) yield return ("Created", Span, ["created_from", "created_to"]);
            if (Filter.ParentId is not null) yield return ("Belongs to", "one customer", ["parent_id"]);
            if (Filter.ExternalId is { } number) yield return ("Number", number, ["external_id", "system"]);
            foreach (var (key, value) in Filter.Custom) yield return (Choices.Fields.FirstOrDefault(f => f.Key == key)?.Label ?? key, value, [$"custom.{key}"]);
            if (Filter.IncludeArchived) yield return ("Archived", "shown too", ["include_archived"]);
        }
    }

    private string Span => (Filter.CreatedFrom, Filter.CreatedTo) switch
    {
        ({ } from, { } to) => $"{Day(from)} – {Day(to.AddDays(-1))}",
        ({ } from, null) => $"since {Day(from)}",
        (_, { } to) => $"until {Day(to.AddDays(-1))}",
        _ => "",
    };

    private static string Day(DateTimeOffset at) => at.ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    private static string Named(IReadOnlyList<Choice> choices, Guid id) => choices.FirstOrDefault(c => c.Value == id.ToString())?.Title ?? "Somebody who left";

    private RenderFragment Hidden(params string[] but) => builder =>
    {
        foreach (var (name, value) in Address.AllBut(but))
        {
            builder.OpenElement(0, "input");
            builder.AddAttribute(1, "type", "hidden");
            builder.AddAttribute(2, "name", name);
            builder.AddAttribute(3, "value", value);
            builder.CloseElement();
        }
    };
}
