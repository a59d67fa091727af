using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Find;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

/// <summary>What the command palette and the pickers find while one types: customers that the caller may see.</summary>
internal sealed class FindForPalette(FindCustomers find, Access access)
{
    private const int Most = 8;

    public sealed record Hit(string Title, string? Detail, string Url, string Icon, string Kind);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/palette", Answer)
            .Named("searchPalette", "Search for the command palette")
            .NeedsSignIn()
            .WithTags("Customers")
            .TakesQuery(("q", "What was typed"));

    private static async Task<object> Answer(HttpRequest request, FindForPalette palette, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var typed = query.Text("q", 200);
        query.Done();
        return new { data = await palette.Run(typed, ct) };
    }

    public async Task<IReadOnlyList<Hit>> Run(string? typed, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(typed) || !access.Has(Permission.ReadCustomers))
            return [];
        var found = await find.Run(
            new FindCustomers.Question(new CustomerFilter { Search = typed }, null, new Paging(1, Most, null, false)),
            ct
        );
        return
        [
            .. found.Page.Data.Select(c => new Hit(
                c.DisplayName,
                Detail(c),
                $"/customers/{c.Id}",
                c.Type == CustomerType.Organization ? "building-2" : "user-round",
                "Customers"
            )),
        ];
    }

    private static string Detail(CustomerRow customer) =>
        string.Join(", ", new[] { customer.Phone ?? customer.Email, customer.BranchName }.OfType<string>()) is { Length: > 0 } detail
            ? detail
            : Choices.Said(Words.Of(customer.Status));
}
