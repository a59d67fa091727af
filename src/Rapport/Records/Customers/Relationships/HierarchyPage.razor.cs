using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Customers.Find;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Relationships;

/// <summary>
/// A customer's place in the tree, and moving it or one below: by finding the new parent, which a keyboard can, or by dragging.
/// </summary>
public sealed partial class HierarchyPage(OpenHierarchy open, FindCustomers find, EditCustomer edit, Access access)
{
    private const int PerPage = 100,
        MostAbove = 8,
        MostFound = 8;

    private OpenHierarchy.Response? tree;
    private IReadOnlyList<CustomerRow> found = [];
    private string moved = "";

    [Parameter]
    public Guid Id { get; set; }

    [CascadingParameter]
    public Frame Frame { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    [SupplyParameterFromQuery(Name = "move")]
    public Guid? MoveId { get; set; }

    [SupplyParameterFromQuery(Name = "find")]
    public string? FindText { get; set; }

    [SupplyParameterFromForm(Name = "customer_id")]
    public Guid? CustomerId { get; set; }

    [SupplyParameterFromForm(Name = "parent_id")]
    public string? ParentId { get; set; }

    private bool May => access.Has(Permission.WriteCustomers);
    private bool MayFleet => access.Has(Permission.ReadService);
    private int At => Math.Clamp(PageNumber ?? 1, 1, Paging.MaxDepth / PerPage);
    private Guid Moving => MoveId ?? Id;

    protected override async Task OnInitializedAsync()
    {
        tree = await open.Run(Id, new Paging(At, PerPage, null, false), Ct);
        moved = tree.Children.Data.Append(tree.Customer).Concat(tree.Ancestors).FirstOrDefault(n => n.Id == Moving)?.DisplayName ?? "it";
        if (string.IsNullOrWhiteSpace(FindText))
            FindText = null;
        if (FindText is not { Length: <= 200 } || StorableText.Fault(FindText) is not null)
            return;
        var answer = await find.Run(
            new FindCustomers.Question(new CustomerFilter { Search = FindText }, null, new Paging(1, MostFound + 1, null, false)),
            Ct
        );
        found = [.. answer.Page.Data.Where(c => c.Id != Moving).Take(MostFound)];
    }

    private async Task Move()
    {
        access.Require(Permission.WriteCustomers);
        var customer = CustomerId ?? Id;
        Guid? parent = Guid.TryParse(ParentId, out var chosen) ? chosen : null;
        if (await Try(() => edit.Run(customer, new CustomerInput { ParentId = new Maybe<Guid?>(parent) }, null, Ct)))
            Go($"/customers/{Id}/hierarchy", parent is null ? "It stands by itself now" : "Moved");
    }

    private string? MoveUrl(OpenHierarchy.Node node) =>
        May && node.DisplayName is not null ? $"/customers/{Id}/hierarchy?move={node.Id}&page={At}#move" : null;

    private string Url(int page) => $"/customers/{Id}/hierarchy?page={page}";

    private string With(string total) => $"{total} with {tree!.Customer.DisplayName ?? "this one"}";

    private string Amount(decimal? amount) => amount is { } known ? MinorUnits.Shown(known, Frame.Currency) : "–";

    private static string Number(long number) => number.ToString("N0", System.Globalization.CultureInfo.CurrentCulture);
}
