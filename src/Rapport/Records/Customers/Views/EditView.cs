using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Views;

[EventName("view.saved")]
public sealed record ViewSaved(Guid ViewId, string View, bool IsShared) : DomainEvent
{
    public override string SubjectType => "view";
    public override Guid SubjectId => ViewId;
    public override IEnumerable<string> Touches => ["views"];
}

[EventName("view.deleted")]
public sealed record ViewDeleted(Guid ViewId, string View) : DomainEvent
{
    public override string SubjectType => "view";
    public override Guid SubjectId => ViewId;
    public override IEnumerable<string> Touches => ["views"];
}

/// <summary>A view as the API writes it: the list's query string, without its question mark, and the columns it shows.</summary>
public sealed record ViewInput
{
    public Maybe<string> Name { get; init; }
    public Maybe<string> Query { get; init; }
    public Maybe<string[]> Columns { get; init; }
    public Maybe<bool> IsShared { get; init; }
    public Maybe<int> Position { get; init; }
}

/// <summary>
/// Keeps a list as somebody wants to see it again. Everybody keeps their own; sharing one, and changing a shared one of somebody else,
/// needs a permission.
/// </summary>
public sealed partial class EditView(RapportDb db, Changes changes, Access access, TimeProvider clock)
{
    private const int Most = 200,
        MostColumns = 60;

    private Guid Me => access.Caller.UserId ?? throw new Forbidden("views.own");

    public async Task<SavedView> Create(ViewInput input, CancellationToken ct)
    {
        var me = Me;
        await using var change = await changes.Begin(ct);
        if (await db.SavedViews.CountAsync(v => v.UserId == me, ct) is var count && count >= Most)
            throw new Refusal("too_many_views", $"You keep {Most} views already.");
        var errors = new Errors();
        if (!input.Name.IsSet)
            errors.Add("name", "It is required.");
        var view = new SavedView
        {
            UserId = me,
            CreatedAt = clock.Now(),
            Position = count + 1,
        };
        Write(view, input, errors);
        errors.ThrowInvalid();
        db.Add(view);
        view.Raise(new ViewSaved(view.Id, view.Name, view.IsShared));
        await change.Save(ct);
        return view;
    }

    public async Task<SavedView> Run(Guid id, ViewInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var view = await ForChange(id, seenVersion, ct);
        var errors = new Errors();
        Write(view, input, errors);
        errors.ThrowInvalid();
        if (db.Entry(view).State == EntityState.Unchanged)
            return view;
        view.Raise(new ViewSaved(view.Id, view.Name, view.IsShared));
        await change.Save(ct);
        return view;
    }

    public async Task Delete(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var view = await ForChange(id, seenVersion, ct);
        db.Remove(view);
        view.Raise(new ViewDeleted(view.Id, view.Name));
        await change.Save(ct);
    }

    private async Task<SavedView> ForChange(Guid id, int? seenVersion, CancellationToken ct)
    {
        var me = Me;
        // Somebody's private view does not exist for others.
        var view =
            await db.SavedViews.SingleOrDefaultAsync(v => v.Id == id && (v.UserId == me || v.IsShared), ct) ?? throw new Missing("view");
        if (view.UserId != me)
            access.Require(Permission.ShareViews);
        Versions.Require(seenVersion, view.Version);
        return view;
    }

    private void Write(SavedView view, ViewInput input, Errors errors)
    {
        if (input.Name.IsSet)
            view.Name = errors.Text("name", input.Name.Value, 100, required: true) ?? "";
        if (input.Query.IsSet)
            view.Query = errors.Text("query", input.Query.Value?.TrimStart('?'), 4000) ?? "";
        if (input.Columns.IsSet)
            view.Columns = Columns(input.Columns.Value ?? [], errors);
        if (input.Position.IsSet)
        {
            if (input.Position.Value is < 0 or > 10_000)
                errors.Add("position", "It must lie between 0 and 10,000.");
            view.Position = input.Position.Value;
        }
        if (!input.IsShared.IsSet || input.IsShared.Value == view.IsShared)
            return;
        access.Require(Permission.ShareViews);
        view.IsShared = input.IsShared.Value;
    }

    private static string Columns(string[] columns, Errors errors)
    {
        if (columns.Length > MostColumns)
            errors.Add("columns", $"A view shows at most {MostColumns} columns.");
        else if (!columns.All(c => c is not null && Column().IsMatch(c)))
            errors.Add("columns", "A column is named as in the API, such as display_name or custom.contract_number.");
        var text = string.Join(' ', columns.Distinct());
        if (text.Length > 1000)
            errors.Add("columns", "Together they are longer than 1000 characters.");
        return text;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_.]{0,79}$")]
    private static partial Regex Column();
}
