namespace Rapport.Tests.Harness.Statements;

/// <summary>
/// Finds the tables in a statement that are read or changed without a condition on their organization. Each alias of a tenant's table
/// must be tied to a value, directly or by equality with another alias; a condition beside an "or" ties nothing.
/// </summary>
internal sealed class TenantConditions(IReadOnlySet<string> tenantTables)
{
    private const string Column = "organization_id";

    private static readonly HashSet<string> Clauses =
    [
        .. "select from where group having order limit offset window returning set using on join left right inner outer cross full".Split(
            ' '
        ),
        .. "natural values for union except intersect insert into update delete conflict do as lateral fetch".Split(' '),
    ];

    private readonly List<string> untied = [];

    public static IReadOnlyList<string> Untied(string statement, IReadOnlySet<string> tenantTables)
    {
        var conditions = new TenantConditions(tenantTables);
        foreach (var part in Split(SqlTokens.Of(statement), token => token.Is(";")))
            conditions.Query(part, null, new HashSet<string>());
        return conditions.untied;
    }

    /// <summary>The tables of one query by alias; those that a query around it names are tied there.</summary>
    private sealed class Scope(Scope? outer)
    {
        private readonly Dictionary<string, string> parents = [];
        private readonly HashSet<string> tied = [];

        public List<(string Alias, string Table)> Tenants { get; } = [];
        public HashSet<string> Others { get; } = [];

        public bool Knows(string alias) => Others.Contains(alias) || Tenants.Any(t => t.Alias == alias);

        /// <summary>Of a query around this one, or rows that were made by a query of their own.</summary>
        public bool IsTiedElsewhere(string alias) => Others.Contains(alias) || (!Knows(alias) && outer is not null);

        public void Tie(string alias) => tied.Add(Root(alias));

        public void Join(string one, string other)
        {
            var (a, b) = (Root(one), Root(other));
            if (a == b)
                return;
            parents[a] = b;
            if (tied.Contains(a))
                tied.Add(b);
        }

        public bool IsTied(string alias) => tied.Contains(Root(alias));

        private string Root(string alias)
        {
            while (parents.TryGetValue(alias, out var parent))
                alias = parent;
            return alias;
        }
    }

    private void Query(IReadOnlyList<SqlToken> tokens, Scope? outer, IReadOnlySet<string> known)
    {
        var names = new HashSet<string>(known);
        var at = tokens.Count > 0 && tokens[0].Is("with") ? CommonTables(tokens, outer, names) : 0;
        foreach (var core in Split(tokens.Skip(at), token => token.Is("union") || token.Is("except") || token.Is("intersect")))
            Core(core.Count > 0 && core[0].Is("all") ? core.Skip(1).ToList() : core, outer, names);
    }

    private int CommonTables(IReadOnlyList<SqlToken> tokens, Scope? outer, HashSet<string> names)
    {
        var at = tokens.Count > 1 && tokens[1].Is("recursive") ? 2 : 1;
        while (at < tokens.Count)
        {
            names.Add(tokens[at++].Text);
            while (at < tokens.Count && !IsBody(tokens[at]))
                at++;
            Query(tokens[at++].Inside, outer, names);
            if (at >= tokens.Count || !tokens[at].Is(","))
                break;
            at++;
        }
        return at;
    }

    private static bool IsBody(SqlToken token) =>
        token.Kind == TokenKind.Group
        && token.Inside.Count > 0
        && (
            IsBody(token.Inside[0])
            || (
                token.Inside[0].Kind == TokenKind.Word
                && token.Inside[0].Text is "select" or "with" or "values" or "insert" or "update" or "delete"
            )
        );

    private void Core(IReadOnlyList<SqlToken> tokens, Scope? outer, IReadOnlySet<string> names)
    {
        var scope = new Scope(outer);
        Sources(tokens, scope, names);
        if (tokens.Count > 0 && tokens[0].Is("insert"))
            Target(tokens);
        foreach (var segment in Segments(tokens))
            Conditions(segment, scope);
        foreach (var token in tokens)
            Nested(token, scope, names);
        untied.AddRange(
            scope.Tenants.Where(t => !scope.IsTied(t.Alias)).Select(t => t.Alias == t.Table ? t.Table : $"{t.Table} {t.Alias}")
        );
    }

    /// <summary>Queries inside, each with this one around it.</summary>
    private void Nested(SqlToken token, Scope scope, IReadOnlySet<string> names)
    {
        if (token.Kind != TokenKind.Group)
            return;
        if (IsBody(token))
            Query(token.Inside, scope, names);
        else
            foreach (var inside in token.Inside)
                Nested(inside, scope, names);
    }

    private void Target(IReadOnlyList<SqlToken> tokens)
    {
        var at = tokens.ToList().FindIndex(t => t.Is("into")) + 1;
        if (!tenantTables.Contains(tokens[at].Text))
            return;
        var columns = tokens.Skip(at).FirstOrDefault(t => t.Kind == TokenKind.Group);
        if (columns is null || !columns.Inside.Any(c => c.Text == Column))
            untied.Add($"insert into {tokens[at].Text}");
    }

    private void Sources(IReadOnlyList<SqlToken> tokens, Scope scope, IReadOnlySet<string> names)
    {
        var isList = false;
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            var isUpdate = token.Is("update") && i == 0;
            // "is distinct from", "extract(… from …)" and "for update" name no table.
            var isFrom = token.Is("from") && !(i > 0 && tokens[i - 1].Is("distinct"));
            if (isFrom || isUpdate || token.Is("join") || (token.Is("using") && tokens[0].Is("delete")) || (isList && token.Is(",")))
            {
                i = Source(tokens, i + 1, scope, names);
                isList = !isUpdate && (isFrom || isList);
            }
            else if (Clauses.Contains(token.Text) && token.Kind == TokenKind.Word && IsAfterFrom(token.Text))
                isList = false;
        }
    }

    private static bool IsAfterFrom(string clause) =>
        clause is "where" or "group" or "having" or "order" or "limit" or "set" or "returning";

    /// <summary>One table, query or function with its alias; the place of its last token.</summary>
    private int Source(IReadOnlyList<SqlToken> tokens, int at, Scope scope, IReadOnlySet<string> names)
    {
        while (at < tokens.Count && (tokens[at].Is("lateral") || tokens[at].Is("only")))
            at++;
        if (at >= tokens.Count)
            return at;
        var source = tokens[at];
        if (source.Kind == TokenKind.Group && !IsBody(source))
        {
            // Joined tables in parentheses.
            Sources([new(TokenKind.Word, "from", []), .. source.Inside], scope, names);
            foreach (var segment in Segments(source.Inside))
                Conditions(segment, scope);
        }
        if (source.IsIdentifier && at + 2 < tokens.Count && tokens[at + 1].Is("."))
            source = tokens[at += 2];
        var isFunction = source.IsIdentifier && at + 1 < tokens.Count && tokens[at + 1].Kind == TokenKind.Group;
        if (isFunction)
            at++;
        var alias = source.Text;
        var next = at + 1 < tokens.Count && tokens[at + 1].Is("as") ? at + 2 : at + 1;
        if (next < tokens.Count && IsAlias(tokens[next]))
            (alias, at) = (tokens[next].Text, next);
        if (!isFunction && source.IsIdentifier && tenantTables.Contains(source.Text) && !names.Contains(source.Text))
            scope.Tenants.Add((alias, source.Text));
        else
            scope.Others.Add(alias);
        return at;
    }

    private static bool IsAlias(SqlToken token) =>
        token.Kind == TokenKind.Name
        || (
            token.Kind == TokenKind.Word
            && !Clauses.Contains(token.Text)
            && token.Text is not ("indexed" or "not" or "with" or "tablesample")
        );

    /// <summary>What stands after "where" and "on", each by itself; and the columns after "using".</summary>
    private static IEnumerable<IReadOnlyList<SqlToken>> Segments(IReadOnlyList<SqlToken> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!tokens[i].Is("where") && !tokens[i].Is("on") && !(tokens[i].Is("using") && i + 1 < tokens.Count))
                continue;
            var segment = new List<SqlToken>();
            if (tokens[i].Is("using"))
                segment.Add(tokens[i]);
            while (i + 1 < tokens.Count && !BeginsClause(tokens, i + 1))
                segment.Add(tokens[++i]);
            yield return segment;
        }
    }

    /// <summary>"left" and "right" are functions too.</summary>
    private static bool BeginsClause(IReadOnlyList<SqlToken> tokens, int at) =>
        tokens[at].Kind == TokenKind.Word
        && Clauses.Contains(tokens[at].Text)
        && !(tokens[at].Text is "left" or "right" && at + 1 < tokens.Count && tokens[at + 1].Kind == TokenKind.Group);

    private static void Conditions(IReadOnlyList<SqlToken> segment, Scope scope)
    {
        if (segment.Count > 1 && segment[0].Is("using"))
        {
            if (segment[1].Inside.Any(c => c.Text == Column))
                foreach (var (alias, _) in scope.Tenants)
                {
                    scope.Join(alias, scope.Tenants[0].Alias);
                    // What it is joined with was made by a query of its own.
                    if (scope.Others.Count > 0)
                        scope.Tie(alias);
                }
            return;
        }
        var tokens = WithoutCases(segment);
        // What Entity Framework makes of an empty list: no row is read.
        if (tokens is [{ Text: "0", Kind: TokenKind.Literal } or { Text: "false", Kind: TokenKind.Word }])
            scope.Tenants.ForEach(t => scope.Tie(t.Alias));
        if (tokens.Any(t => t.Is("or")))
            return;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (i > 0 && tokens[i - 1].Is("not"))
                continue;
            if (tokens[i].Is("="))
                Equality(tokens, i, scope);
            else if (tokens[i].Is("in") && i > 0)
                Within(tokens, i, scope);
            else if (tokens[i].Kind == TokenKind.Group && !IsBody(tokens[i]) && (i == 0 || tokens[i - 1].Is("and")))
                Conditions(tokens[i].Inside, scope);
        }
    }

    private static List<SqlToken> WithoutCases(IReadOnlyList<SqlToken> tokens)
    {
        var (kept, depth) = (new List<SqlToken>(), 0);
        foreach (var token in tokens)
        {
            if (token.Is("case"))
                depth++;
            if (depth == 0)
                kept.Add(token);
            if (token.Is("end"))
                depth = Math.Max(0, depth - 1);
        }
        return kept;
    }

    private static void Equality(List<SqlToken> tokens, int equals, Scope scope)
    {
        var (left, right) = (ColumnBefore(tokens, equals), ColumnAfter(tokens, equals));
        if (left is not null || right is not null)
        {
            Equal(left, right, scope);
            return;
        }
        // (a.organization_id, a.id) = (b.organization_id, b.id)
        if (
            equals == 0
            || equals + 1 >= tokens.Count
            || tokens[equals - 1].Kind != TokenKind.Group
            || tokens[equals + 1].Kind != TokenKind.Group
        )
            return;
        var (lefts, rights) = (Items(tokens[equals - 1]), Items(tokens[equals + 1]));
        for (var i = 0; i < lefts.Count; i++)
            Equal(AsColumn(lefts[i]), i < rights.Count && !tokens[equals + 1].IsQuery ? AsColumn(rights[i]) : null, scope);
    }

    private static void Within(List<SqlToken> tokens, int at, Scope scope)
    {
        if (ColumnBefore(tokens, at) is { } column)
            Equal(column, null, scope);
        else if (tokens[at - 1].Kind == TokenKind.Group)
            foreach (var item in Items(tokens[at - 1]))
                Equal(AsColumn(item), null, scope);
    }

    /// <param name="Alias">Empty where none is written.</param>
    private sealed record OrganizationOf(string Alias, bool IsOrganization);

    private static void Equal(OrganizationOf? left, OrganizationOf? right, Scope scope)
    {
        if (left?.IsOrganization != true && right?.IsOrganization != true)
            return;
        var (one, other) = left?.IsOrganization == true ? (left, right) : (right!, left);
        if (other is { IsOrganization: false } && scope.Tenants.Any(t => t.Alias == other.Alias))
            return;
        foreach (var alias in AliasesOf(one, scope))
            if (other is { IsOrganization: true })
                foreach (var equal in AliasesOf(other, scope))
                    Tie(alias, equal, scope);
            else
                scope.Tie(alias);
    }

    private static void Tie(string alias, string other, Scope scope)
    {
        scope.Join(alias, other);
        if (scope.IsTiedElsewhere(alias) || scope.IsTiedElsewhere(other))
            scope.Tie(alias);
    }

    private static List<string> AliasesOf(OrganizationOf column, Scope scope) =>
        column.Alias.Length > 0 ? [column.Alias]
        : scope.Tenants.Count > 0 ? scope.Tenants.ConvertAll(t => t.Alias)
        : [.. scope.Others];

    private static OrganizationOf? ColumnBefore(List<SqlToken> tokens, int at)
    {
        if (at == 0 || !tokens[at - 1].IsIdentifier)
            return null;
        var hasAlias = at >= 3 && tokens[at - 2].Is(".");
        return new(hasAlias ? tokens[at - 3].Text : "", tokens[at - 1].Text == Column);
    }

    private static OrganizationOf? ColumnAfter(List<SqlToken> tokens, int at)
    {
        // A plus before a column keeps SQLite from using its index.
        var first = at + 1 < tokens.Count && tokens[at + 1].Is("+") ? at + 2 : at + 1;
        if (first >= tokens.Count || !tokens[first].IsIdentifier)
            return null;
        return first + 2 < tokens.Count && tokens[first + 1].Is(".")
            ? new(tokens[first].Text, tokens[first + 2].Text == Column)
            : new("", tokens[first].Text == Column);
    }

    private static OrganizationOf? AsColumn(IReadOnlyList<SqlToken> item) =>
        item.Count > 0 && item[^1].IsIdentifier ? new(item.Count >= 3 ? item[^3].Text : "", item[^1].Text == Column) : null;

    private static List<List<SqlToken>> Items(SqlToken group) => Split(group.Inside, token => token.Is(",")).ToList();

    private static IEnumerable<List<SqlToken>> Split(IEnumerable<SqlToken> tokens, Func<SqlToken, bool> isBorder)
    {
        var part = new List<SqlToken>();
        foreach (var token in tokens)
        {
            if (!isBorder(token))
            {
                part.Add(token);
                continue;
            }
            yield return part;
            part = [];
        }
        yield return part;
    }
}
