using System.Globalization;
using Microsoft.AspNetCore.Components;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Customers.Find;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

public partial class CustomersPage
{
    private const int Rows = 50;

    [Inject]
    private FindCustomers Find { get; set; } = null!;

    [Inject]
    private ReadChoices ReadChoices { get; set; } = null!;

    [Inject]
    private SavedViews SavedViews { get; set; } = null!;

    [Inject]
    private Access Access { get; set; } = null!;

    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    [CascadingParameter]
    public Frame Frame { get; set; } = null!;

    private ListAddress Address { get; set; } = null!;
    private FindCustomers.Question Question { get; set; } = null!;
    private FindCustomers.Answer Answer { get; set; } = null!;
    private Choices Choices { get; set; } = null!;
    private IReadOnlyDictionary<Guid, StageOfCustomer> Stages { get; set; } = new Dictionary<Guid, StageOfCustomer>();
    private IReadOnlyList<ListColumn> Columns { get; set; } = [];
    private IReadOnlyList<SavedView> Saved { get; set; } = [];
    private SavedView? View { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var ct = Http.RequestAborted;
        Address = new ListAddress(Http.Request.Query);
        Saved = await SavedViews.Run(ct);
        View = Guid.TryParse(Address["view"], out var chosen) ? Saved.FirstOrDefault(v => v.Id == chosen) : null;
        Columns = View is { Columns.Length: > 0 } ? ListColumns.Of(View.Columns.Split(' ')) : ListColumns.Of(Http.Request);
        var query = QueryReader.Of(Http.Request);
        var paging = Paging.Read(query);
        Question = new FindCustomers.Question(
            CustomerFilter.Read(query, Http.Request.Query.Keys),
            CustomerSort.Read(query),
            Address["limit"] is null ? paging with { Limit = Rows } : paging
        );
        query.Done("view");
        Answer = await Find.Run(Question, ct);
        Choices = await ReadChoices.Run(ct);
        Stages = await ReadChoices.Stages([.. Answer.Page.Data.Select(row => row.Id)], ct);
    }

    private bool MayWrite => Access.Has(Permission.WriteCustomers);

    /// <summary>Whoever sees customers may compare them.</summary>
    private static bool MayChoose => true;

    private string SortText =>
        (
            Question.Sort ?? (Question.Filter.Search is null ? CustomerSort.ByName : new CustomerSort(CustomerSort.Relevance, false))
        ).ToString();

    private string Total => Answer.Page.Total.ToString("N0", CultureInfo.CurrentCulture) + (Answer.Page.TotalIsEstimate ? "+" : "");

    /// <summary>Where the page stands; not known of a page that a cursor leads to.</summary>
    private string? Range =>
        Answer.Page.PageNumber is { } page && Answer.Page.Data.Count > 0
            ? string.Create(
                CultureInfo.CurrentCulture,
                $"{(page - 1) * Answer.Page.Limit + 1:N0}–{(page - 1) * Answer.Page.Limit + Answer.Page.Data.Count:N0}"
            )
            : null;

    private string? PreviousUrl =>
        Answer.Page.PageNumber switch
        {
            null => Address.Without(),
            1 => null,
            var page => Address.With(("page", page == 2 ? null : (page - 1).Value.ToString(CultureInfo.InvariantCulture))),
        };

    /// <summary>By number as far as numbers reach, then by cursor to the end.</summary>
    private string? NextUrl =>
        !Answer.Page.HasMore ? null
        : Answer.Page.PageNumber is { } page && (page + 1L) * Answer.Page.Limit <= Paging.MaxDepth
            ? Address.With(("page", (page + 1).ToString(CultureInfo.InvariantCulture)))
        : Address.With(("cursor", Answer.Page.NextCursor));

    private IEnumerable<(string Title, string Url, bool Current)> Views
    {
        get
        {
            var shown = Uri.UnescapeDataString(Address.Without("sort", "limit"));
            (string Title, string Url)[] views =
            [
                ("All customers", ListAddress.Path),
                .. Access.Caller.UserId is { } me ? [("Mine", $"{ListAddress.Path}?owner_id={me}")] : Array.Empty<(string, string)>(),
                ("People", $"{ListAddress.Path}?type=individual"),
                ("Organizations", $"{ListAddress.Path}?type=organization"),
                ("Prospects", $"{ListAddress.Path}?status=prospect"),
                ("Nobody's", $"{ListAddress.Path}?owner_id=none"),
            ];
            return views
                .Select(v => (v.Title, v.Url, v.Url == shown))
                .Concat(Saved.Select(v => (v.Name, Pages.SavedViews.Url(v), v == View)));
        }
    }
}
