using System.Globalization;
using Microsoft.AspNetCore.Components;
using Rapport.Platform.Data;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers.Find;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

public partial class CustomerFilters
{
    private static readonly (string Sort, string Title)[] Sorts =
    [
        ("display_name", "Name, A to Z"),
        ("-display_name", "Name, Z to A"),
        ("-updated_at", "Recently changed"),
        ("updated_at", "Longest unchanged"),
        ("-created_at", "Newest first"),
        ("created_at", "Oldest first"),
        ("-clv", "Worth most"),
        ("-orders", "Most purchases"),
        ("-last_purchase", "Bought last"),
        ("last_purchase", "Longest not bought"),
        ("-registered", "Registered last"),
        ("registered", "Registered first"),
    ];

    [Parameter, EditorRequired]
    public CustomerFilter Filter { get; set; } = null!;

    [Parameter, EditorRequired]
    public string Sort { get; set; } = "";

    [Parameter, EditorRequired]
    public ListAddress Address { get; set; } = null!;

    [Parameter, EditorRequired]
    public Choices Choices { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<ListColumn> Columns { get; set; } = [];

    [CascadingParameter]
    public Frame Frame { get; set; } = null!;

    private bool SeesPurchases => Frame.Allows(Words.Of(Permission.ReadSales));

    private bool SeesLoyalty => Frame.Allows(Words.Of(Permission.ReadLoyalty));

    private static bool IsOfPurchases(string sort) => sort.TrimStart('-') is "clv" or "orders" or "last_purchase";

    /// <summary>The form names segments by their ID; an address may name one by its name.</summary>
    private string? SegmentId =>
        Choices
            .Segments.FirstOrDefault(s =>
                s.Value == Filter.Segment || string.Equals(s.Title, Filter.Segment, StringComparison.OrdinalIgnoreCase)
            )
            ?.Value
        ?? Filter.Segment;

    private string? StageId =>
        Choices
            .Stages.FirstOrDefault(s =>
                s.Value == Filter.Stage || string.Equals(s.Title, Filter.Stage?.Replace('_', ' '), StringComparison.OrdinalIgnoreCase)
            )
            ?.Value
        ?? Filter.Stage;

    private IReadOnlyList<Choice> OwnersAndNobody => [new("none", "Nobody"), .. Choices.Owners];

    private string SortTitle => Sorts.FirstOrDefault(s => s.Sort == Sort).Title ?? "Best match";

    /// <summary>The filters in force: what each is called, what it says, and the query names that go with it.</summary>
    private IEnumerable<(string Title, string Value, string[] Names)> InForce
    {
        get
        {
            if (Filter.Status is { } status)
                yield return ("Status", Choices.Said(Words.Of(status)), ["status"]);
            if (Filter.Type is { } type)
                yield return ("Type", Choices.Said(Words.Of(type)), ["type"]);
            if (Filter.Tag is { } tag)
                yield return ("Tag", tag, ["tag"]);
            if (Filter.OwnerId is { } owner)
                yield return ("Owner", Named(Choices.Owners, owner), ["owner_id"]);
            if (Filter.Unowned)
                yield return ("Owner", "Nobody", ["owner_id"]);
            if (Filter.BranchId is { } branch)
                yield return ("Branch", Named(Choices.Branches, branch), ["branch_id"]);
            if (Filter.CreatedFrom is not null || Filter.CreatedTo is not null)
                yield return ("Created", Span(Filter.CreatedFrom, Filter.CreatedTo), ["created_from", "created_to"]);
            if (Filter.RegisteredFrom is not null || Filter.RegisteredTo is not null)
                yield return ("Registered", Span(Filter.RegisteredFrom, Filter.RegisteredTo), ["registered_from", "registered_to"]);
            if (Filter.Segment is { } segment)
                yield return ("Segment", Choices.Segments.FirstOrDefault(s => s.Value == SegmentId)?.Title ?? segment, ["segment"]);
            if (Filter.Stage is { } stage)
                yield return ("Stage", Choices.Stages.FirstOrDefault(s => s.Value == StageId)?.Title ?? stage, ["stage"]);
            if (Filter.Criteria is not null)
                yield return ("Criteria", "set", ["filter"]);
            foreach (var said in OfFacts(Filter.Facts))
                yield return said;
            if (Filter.ParentId is not null)
                yield return ("Belongs to", "one customer", ["parent_id"]);
            if (Filter.ExternalId is { } number)
                yield return ("Number", number, ["external_id", "system"]);
            foreach (var (key, value) in Filter.Custom)
                yield return (Choices.Fields.FirstOrDefault(f => f.Key == key)?.Label ?? key, value, [$"custom.{key}"]);
            if (Filter.IncludeArchived)
                yield return ("Archived", "shown too", ["include_archived"]);
        }
    }

    private static IEnumerable<(string Title, string Value, string[] Names)> OfFacts(FactFilter facts)
    {
        if (facts.Tier is { } tier)
            yield return ("Tier", tier, ["tier"]);
        if (facts.LastPurchaseFrom is not null || facts.LastPurchaseTo is not null)
            yield return ("Last purchase", Span(facts.LastPurchaseFrom, facts.LastPurchaseTo), ["last_purchase_from", "last_purchase_to"]);
        if (facts.ClvMin is not null || facts.ClvMax is not null)
            yield return ("Value", Range(facts.ClvMin, facts.ClvMax), ["clv_min", "clv_max"]);
        if (facts.OrdersMin is not null || facts.OrdersMax is not null)
            yield return ("Purchases", Range(facts.OrdersMin, facts.OrdersMax), ["orders_min", "orders_max"]);
    }

    private static string Range(decimal? from, decimal? to) =>
        (from, to) switch
        {
            ({ } least, { } most) => $"{Shown(least)} – {Shown(most)}",
            ({ } least, null) => $"from {Shown(least)}",
            (_, { } most) => $"up to {Shown(most)}",
            _ => "",
        };

    private static string Shown(decimal number) => number.ToString("#,0.##", CultureInfo.CurrentCulture);

    private static string Span(DateTimeOffset? since, DateTimeOffset? until) =>
        (since, until) switch
        {
            ({ } from, { } to) => $"{Day(from)} – {Day(to.AddDays(-1))}",
            ({ } from, null) => $"since {Day(from)}",
            (_, { } to) => $"until {Day(to.AddDays(-1))}",
            _ => "",
        };

    private static string Day(DateTimeOffset at) => at.ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    private static string Named(IReadOnlyList<Choice> choices, Guid id) =>
        choices.FirstOrDefault(c => c.Value == id.ToString())?.Title ?? "Somebody who left";

    private RenderFragment Hidden(params string[] but) =>
        builder =>
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
