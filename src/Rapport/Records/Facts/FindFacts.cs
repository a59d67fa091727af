using System.Globalization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>Lists the facts of a kind, newest first, and opens one.</summary>
public sealed class FindFacts(
    Reads reads,
    RapportDb db,
    Access access,
    CustomerAccess customers,
    IEnumerable<FactFilter> filters,
    IEnumerable<FactSearch> searches,
    IServiceProvider services
)
{
    private static readonly HashSet<string> Exact =
    [
        "number",
        "sku",
        "plate",
        "vin",
        "category",
        "name",
        "stage",
        "severity",
        "channel",
        "method",
        "assigned_to",
        "owner",
        "technician",
        "branch",
        "reference",
        "currency",
        "make",
        "model",
    ];

    /// <summary>Fields that a list of this kind can be narrowed by, beside paging and filters that its module adds.</summary>
    public static IEnumerable<string> Filters(FactKind kind) =>
        [
            .. kind.IsOfCustomer ? ["customer_id", "from", "to"] : Array.Empty<string>(),
            "external_id",
            .. kind.Fields.Where(IsFilter).Select(f => f.Name),
        ];

    public IEnumerable<FactFilter> FiltersOf(FactKind kind) => filters.Where(f => f.Kind == kind);

    public FactSearch? SearchOf(FactKind kind) => searches.SingleOrDefault(s => s.Kind == kind);

    public async Task<Page<Dictionary<string, object?>>> Page(FactKind kind, HttpRequest request, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var conditions = Conditions(kind, query).ToList();
        foreach (var filter in FiltersOf(kind))
            if (query.OneOf(filter.Name, [.. filter.Choices.Select(c => c.Word)]) is { } word)
                conditions.Add(await filter.Where(services, word, ct));
        var paging = Paging.Read(query);
        var ascending = Ascending(kind, query);
        var search = SearchOf(kind);
        var typed = search is null ? null : query.Text(FactSearch.Name, FactSearch.Longest);
        query.Done();
        var isNarrow = typed is not null || IsNarrow(kind, request);
        var list = new FactPage(kind, Sql.Join(" and ", conditions), isNarrow, ascending, Key(kind, request, ascending));
        if (typed is not null)
            list = list with { From = FactView.From(kind, await Hits(search!, typed, ct)) };
        return await Page(list, paging, ct);
    }

    private async Task<Sql> Hits(FactSearch search, string typed, CancellationToken ct) =>
        Sql.Picked(search.Kind.Table, "f", reads.Tenant, await search.Hits(services, typed, ct));

    public Task<Dictionary<string, object?>> One(FactKind kind, Guid id, CancellationToken ct)
    {
        Admit(kind);
        return Open(kind, id, kind.Read, statements => reads.Run(ct, statements));
    }

    private async Task<Dictionary<string, object?>> Open(FactKind kind, Guid id, Permission permission, Func<Statement[], Task> run)
    {
        var (found, owners, lines) = (
            new List<Dictionary<string, object?>>(),
            new List<FactOwner>(),
            new List<Dictionary<string, object?>>()
        );
        var statements = new List<Statement>
        {
            Statement.Into(
                found,
                $"select {FactView.Columns(kind)} from {FactView.From(kind)} where f.organization_id = {reads.Tenant} and f.id = {id}",
                row => FactView.Read(kind, row)
            ),
        };
        if (kind.IsOfCustomer)
            statements.Add(
                Statement.Into(
                    owners,
                    $"""
                    select c.owner_id, c.branch_id, exists (select 1 from team_members m
                      where m.organization_id = c.organization_id and m.customer_id = c.id and m.user_id = {access.Caller.UserId
                        ?? Guid.Empty})
                    from {FactView.From(kind)} where f.organization_id = {reads.Tenant} and f.id = {id}
                    """,
                    row => new FactOwner(row.IdOrNull(0), row.IdOrNull(1), row.Truth(2))
                )
            );
        if (kind.LineTable is not null)
            statements.Add(
                Statement.Into(
                    lines,
                    $"""
                    select {FactView.LineColumns(kind)} from {Sql.Raw(kind.LineTable)}
                    where organization_id = {reads.Tenant} and fact_id = {id} order by position
                    """,
                    row => FactView.ReadLine(kind, row)
                )
            );
        await run([.. statements]);
        var view = found.SingleOrDefault() ?? throw new Missing(kind.Type.Replace('_', ' '));
        if (owners.SingleOrDefault() is { } owner)
            access.Require(permission, owner, owner.InTeam);
        if (kind.Lines is not null)
            view[kind.Lines.Name] = lines;
        return view;
    }

    /// <summary>
    /// One that the caller changes, as it stands inside the running change: shown to who may write such facts, whether or not they may look
    /// through them.
    /// </summary>
    public Task<Dictionary<string, object?>> Own(FactKind kind, Guid id, CancellationToken ct)
    {
        AdmitMasked(kind);
        return Open(kind, id, kind.Write, statements => db.Run(ct, statements));
    }

    /// <summary>Whoever payments are hidden from writes none either: the answer would show them.</summary>
    public void AdmitMasked(FactKind kind)
    {
        if (access.Hides(kind))
            throw new Forbidden("billing.payment_data");
    }

    /// <summary>Refuses whoever may not see facts of this kind at all.</summary>
    public void Admit(FactKind kind)
    {
        access.Require(kind.Read);
        AdmitMasked(kind);
    }

    private sealed record FactOwner(Guid? OwnerId, Guid? BranchId, bool InTeam) : IOwned;

    /// <param name="IsNarrow">Few facts pass, found by an index of their own and sorted.</param>
    /// <param name="Name">Of list and filter: a cursor of another one is refused.</param>
    private sealed record FactPage(FactKind Kind, Sql Where, bool IsNarrow, bool Ascending, string Name)
    {
        public Sql From { get; init; } = FactView.From(Kind);

        public Sql Order
        {
            get
            {
                var direction = Sql.Raw(Ascending ? "" : " desc");
                string[] columns = Kind.IsOfCustomer ? ["f.happened_at", "f.id"] : ["f.id"];
                return Sql.Join(", ", columns.Select(c => (Sql)$"{(IsNarrow ? Sql.Unindexed(c) : Sql.Raw(c))}{direction}"));
            }
        }
    }

    private async Task<Page<Dictionary<string, object?>>> Page(FactPage list, Paging paging, CancellationToken ct)
    {
        var kind = list.Kind;
        var after = Cursor.Decode(paging.Cursor, list.Name);
        var rows = new List<(Dictionary<string, object?> View, DateTimeOffset Happened)>();
        var total = 0L;
        var cap = paging.ExactCount ? long.MaxValue : Paging.MaxDepth + 1L;
        await reads.Run(
            ct,
            Statement.Count(
                $"select count(*) from (select 1 from {list.From} where {list.Where} limit {cap}) counted",
                count => total = count
            ),
            Statement.InOrder(
                rows,
                $"""
                select {FactView.Columns(kind)} from {list.From} where {list.Where} and {Behind(kind, after, list.Ascending)}
                order by {list.Order} limit {paging.Limit + 1} offset {(after is null ? paging.Offset : 0)}
                """,
                row => (FactView.Read(kind, row), kind.IsOfCustomer ? FactView.Happened(row) : default)
            )
        );
        var more = rows.Count > paging.Limit;
        if (more)
            rows.RemoveAt(paging.Limit);
        var next = more ? new Cursor(list.Name, StoredValue.TimeText(rows[^1].Happened), (Guid)rows[^1].View["id"]!).Encode() : null;
        var estimate = !paging.ExactCount && total > Paging.MaxDepth;
        return new Page<Dictionary<string, object?>>(
            [.. rows.Select(r => r.View)],
            estimate ? Paging.MaxDepth : total,
            after is null ? paging.Page : null,
            paging.Limit,
            more,
            next
        )
        {
            TotalIsEstimate = estimate,
        };
    }

    private static Sql Behind(FactKind kind, Cursor? after, bool ascending)
    {
        if (after is null)
            return Sql.Raw("true");
        var than = Sql.Raw(ascending ? ">" : "<");
        if (!kind.IsOfCustomer)
            return $"f.id {than} {after.Id}";
        return DateTimeOffset.TryParseExact(
            after.Value,
            StoredValue.TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? (Sql)$"(f.happened_at, f.id) {than} ({at}, {after.Id})"
            : throw new Unreadable("cursor", "It cannot be read. Start again at the first page.");
    }

    private static bool Ascending(FactKind kind, QueryReader query)
    {
        var sort = query.Text("sort", 60);
        var known = kind.IsOfCustomer ? HappenedNames(kind) : ["created_at"];
        if (sort is not null && !known.Contains(sort.TrimStart('-')))
            query.Fail("sort", $"It must be {string.Join(" or ", known)}, each also with a minus in front.");
        return sort is not null && !sort.StartsWith('-');
    }

    /// <summary>The field that says when such a fact happened stands for it in a sort as well.</summary>
    private static string[] HappenedNames(FactKind kind) =>
        ["occurred_at", .. kind.Fields.Where(f => f is { Kind: FieldKind.Time, IsRequired: true }).Select(f => f.Name).Take(1)];

    private static string Key(FactKind kind, HttpRequest request, bool ascending)
    {
        var filter = request
            .Query.Where(q => !Paging.Names.Contains(q.Key))
            .OrderBy(q => q.Key, StringComparer.Ordinal)
            .Select(q => $"{q.Key}={q.Value}");
        return $"{kind.Type}|{ascending}|{string.Join('&', filter)}";
    }

    private IEnumerable<Sql> Conditions(FactKind kind, QueryReader query)
    {
        Admit(kind);
        yield return $"f.organization_id = {reads.Tenant}";
        if (kind.IsOfCustomer)
        {
            if (access.Require(kind.Read) != Scope.All)
                yield return customers.Visible(kind.Read, "c");
            if (query.Id("customer_id") is { } customer)
                yield return $"f.customer_id = {customer}";
            if (query.Time("from") is { } from)
                yield return $"f.happened_at >= {from}";
            if (query.Time("to", endOfDay: true) is { } to)
                yield return $"f.happened_at < {to}";
        }
        if (query.Text("external_id", 200) is { } externalId)
            yield return $"f.external_id = {externalId}";
        foreach (var field in kind.Fields.Where(IsFilter))
            if (Filter(field, query) is { } condition)
                yield return condition;
    }

    private static bool IsFilter(FactField field) =>
        field.Kind is FieldKind.Word or FieldKind.Truth or FieldKind.Reference
        || Exact.Contains(field.Name)
        || (field.Type == typeof(Guid) && !field.IsDerived);

    /// <summary>Asked for by a number, a plate or a reference that has an index.</summary>
    private bool IsNarrow(FactKind kind, HttpRequest request)
    {
        bool IsAsked(string name) => request.Query.ContainsKey(name);
        var indexed = db
            .Model.FindEntityType(kind.Clr)!
            .GetIndexes()
            .Where(index => index.Properties.Count > 1)
            .Select(index => index.Properties[1].Name)
            .ToHashSet();
        return IsAsked("external_id")
            || kind.Fields.Any(f => f.Kind is not FieldKind.Word && IsAsked(f.Name) && indexed.Contains(f.Property.Name));
    }

    private static Sql? Filter(FactField field, QueryReader query)
    {
        var column = Sql.Raw($"f.{field.Column}");
        if (field.Type == typeof(Guid))
            return query.Id(field.Name) is { } id ? (Sql)$"{column} = {id}" : null;
        if (query.Text(field.Name, 400) is not { } text)
            return null;
        switch (field.Kind)
        {
            case FieldKind.Word:
                var words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 0 && words.All(w => Words.TryParse(field.Type, w, out _)))
                    return Sql.In($"f.{field.Column}", words);
                query.Fail(field.Name, $"It must be one of {string.Join(", ", Words.All(field.Type))}, or several with commas between.");
                return null;
            case FieldKind.Truth:
                if (text is "true" or "false")
                    return $"{column} = {text == "true"}";
                query.Fail(field.Name, "It must be true or false.");
                return null;
            default:
                return $"{column} = {text}";
        }
    }
}
