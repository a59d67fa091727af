using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Team;

internal static class TeamRoutes
{
    public sealed record MemberView(Guid UserId, string Name, TeamRole Role, DateTimeOffset CreatedAt);

    public static void Map(IEndpointRouteBuilder app)
    {
        var team = app.MapGroup("/api/customers/{id}/team").Tagged("Account team", "Users who look after a customer beside its owner");
        team.MapGet("/", List).Named("listTeam", "List a customer's account team").Needs(Permission.ReadCustomers).TakesParts();
        team.MapPost("/", Add).Named("addTeamMember", "Add a user to the account team").Needs(Permission.AssignCustomers);
        team.MapGet("/{userId}", Get).Named("getTeamMember", "Show a member of the account team").Needs(Permission.ReadCustomers);
        team.MapDelete("/{userId}", Remove)
            .Named("removeTeamMember", "Remove a user from the account team")
            .Needs(Permission.AssignCustomers);
    }

    private static Task<Page<MemberView>> List(Guid id, HttpRequest request, PartReads parts, Reads reads, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        query.Done();
        var list = new PartList($"team {id}", Sql.Raw(Columns), Members(reads.Tenant, id), "m.role", "m.id");
        return parts.Page(id, list, paging, Read, ct);
    }

    private static async Task<MemberView> Get(Guid id, Guid userId, PartReads parts, Reads reads, CancellationToken ct)
    {
        var found = new List<MemberView>();
        await parts.Of(
            id,
            ct,
            Statement.Into(found, $"select {Sql.Raw(Columns)} from {Members(reads.Tenant, id)} and m.user_id = {userId} limit 1", Read)
        );
        return found.SingleOrDefault() ?? throw new Missing("team member");
    }

    private const string Columns = "m.id, m.role, u.id, u.name, m.created_at";

    private static Sql Members(Guid organization, Guid customer) =>
        $"""
            team_members m join users u on u.organization_id = m.organization_id and u.id = m.user_id
            where m.organization_id = {organization} and m.customer_id = {customer}
            """;

    private static MemberView Read(Row row) => new(row.Id(2), row.Text(3), Words.Parse<TeamRole>(row.Text(1)), row.Time(4));

    private static async Task<Results<Created<MemberView>, Ok<MemberView>>> Add(
        Guid id,
        EditTeam.Request request,
        EditTeam edit,
        CancellationToken ct
    )
    {
        var (member, user, isNew) = await edit.Run(id, request, ct);
        var view = new MemberView(user.Id, user.Name, member.Role, member.CreatedAt);
        return isNew ? TypedResults.Created($"/api/customers/{id}/team/{user.Id}", view) : TypedResults.Ok(view);
    }

    private static async Task<NoContent> Remove(Guid id, Guid userId, EditTeam edit, CancellationToken ct)
    {
        await edit.Remove(id, userId, ct);
        return TypedResults.NoContent();
    }
}
