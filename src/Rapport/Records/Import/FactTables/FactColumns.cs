using Rapport.Platform.Http;
using Rapport.Records.Customers.Intake.Columns;
using Rapport.Records.Facts;

namespace Rapport.Records.Import.FactTables;

/// <summary>Where the columns of a file of facts go: the fields of the kind, those of its lines, and whose it is.</summary>
internal sealed class FactColumns
{
    public const string ExternalId = "external_id",
        CustomerId = "customer.id",
        CustomerExternalId = "customer.external_id",
        CustomerEmail = "customer.email";

    /// <summary>What other programs call our fields; {0} stands for the kind.</summary>
    private static readonly Dictionary<string, string> Names = new()
    {
        [ExternalId] = "id {0}id recordid uuid",
        [CustomerExternalId] = "customer customerid customerno customernumber customercode custid clientid accountid kundennummer kundennr",
        [CustomerEmail] = "email customeremail emailaddress contactemail buyeremail",
        ["number"] = "{0}number {0}no {0}nr no nr invoiceno orderno ticketno",
        ["status"] = "{0}status state",
        ["currency"] = "currencycode waehrung",
        ["total"] = "{0}total totalamount grandtotal amount sum betrag",
        ["amount"] = "total sum value betrag",
        ["sku"] = "productcode stockcode itemcode articlenumber partnumber",
        ["description"] = "product productname item itemname article",
        ["quantity"] = "qty menge units",
        ["unit_price"] = "price itemprice preis",
        ["discount"] = "linediscount rabatt",
        ["name"] = "title {0}name productname",
        ["subject"] = "title summary",
        ["description_text"] = "details body",
        ["points"] = "amount",
        ["plate"] = "registration licenseplate kennzeichen",
        ["owner"] = "owneremail salesrep",
        ["assigned_to"] = "assignee agent",
        ["opened_at"] = "created createdat",
        ["resolved_at"] = "closed closedat solvedat",
        ["comment"] = "feedback",
        ["content"] = "note text body",
        ["price"] = "listprice",
    };

    private readonly FactKind kind;
    private readonly Dictionary<string, FactField?> targets;

    public FactColumns(FactKind kind)
    {
        this.kind = kind;
        var own = kind
            .ByName.Values.Where(f => f.Kind != FieldKind.Lines)
            .OrderBy(f => kind.Fields.ToList().IndexOf(f))
            .Select(f => (f.Name, (FactField?)f));
        var whose = kind.IsOfCustomer
            ? new[] { CustomerExternalId, CustomerEmail, CustomerId }.Select(name => (name, (FactField?)null))
            : [];
        targets = own.Prepend((ExternalId, null))
            .Concat(whose)
            .Concat(kind.LineFields.Select(f => ($"{kind.Lines!.Name}.{f.Name}", (FactField?)f)))
            .ToDictionary(t => t.Item1, t => t.Item2);
    }

    public IEnumerable<string> Targets => targets.Keys;

    public FactField? FieldOf(string target) => targets.GetValueOrDefault(target);

    public bool IsLine(string target) => kind.Lines is not null && target.StartsWith(kind.Lines.Name + ".", StringComparison.Ordinal);

    /// <summary>By the columns' names: each column to the first field that goes by its name.</summary>
    public ColumnMapping Guess(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var taken = new Dictionary<string, string>();
        foreach (var (target, names) in targets.Keys.Select(t => (t, Plain(t))).Concat(targets.Keys.Select(t => (t, Known(t)))))
            if (
                !taken.ContainsValue(target)
                && headers.FirstOrDefault(h => !taken.ContainsKey(h) && names.Contains(FieldNames.Plain(h))) is { } header
            )
                taken[header] = target;
        var times = headers
            .Select((h, i) => (h, i))
            .Where(h => taken.TryGetValue(h.h, out var target) && targets[target]?.Kind is FieldKind.Time or FieldKind.Date)
            .Select(h => h.i)
            .ToList();
        return new ColumnMapping([
            .. headers.Select(h => new MappedColumn(
                h,
                taken.GetValueOrDefault(h),
                taken.ContainsKey(h) ? MappedBy.Name : MappedBy.Nothing
            )),
        ])
        {
            DayFirst = Customers.Intake.Rows.ReadDates.DayFirst(
                times.SelectMany(i => rows.Where(r => i < r.Count).Select(r => r[i].Trim()))
            ),
        };
    }

    /// <summary>Columns put where somebody said; the rest stays as it is.</summary>
    /// <exception cref="Invalid">A column or field that does not exist, or a field that two columns want.</exception>
    public ColumnMapping With(ColumnMapping mapping, IEnumerable<(string Column, string? Target)> choices)
    {
        var (columns, errors) = (mapping.Columns.ToArray(), new Errors());
        foreach (var (name, wanted) in choices)
        {
            var at = Array.FindIndex(columns, c => c.Name == name);
            var target = string.IsNullOrWhiteSpace(wanted) ? null : wanted.Trim();
            if (at < 0)
                errors.Add(name, "The file has no such column.");
            else if (target is not null && !targets.ContainsKey(target))
                errors.Add(name, $"There is no field {target}. Known are {string.Join(", ", targets.Keys)}.");
            else
                columns[at] = new MappedColumn(name, target, MappedBy.Choice);
        }
        foreach (var twice in columns.Where(c => c.Target is not null).GroupBy(c => c.Target).Where(g => g.Count() > 1))
            errors.Add(twice.Last().Name, $"{twice.First().Name} goes to {twice.Key} already.");
        errors.ThrowInvalid();
        return mapping with { Columns = columns };
    }

    /// <summary>The field's own name, with and without what it belongs to: "lines.sku" is "sku", "linesku" and "linessku".</summary>
    private static HashSet<string> Plain(string target)
    {
        var last = FieldNames.Plain(target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        if (!target.Contains('.', StringComparison.Ordinal))
            return [last];
        var group = FieldNames.Plain(target[..target.IndexOf('.', StringComparison.Ordinal)]);
        return group == "customer" ? [group + last] : [last, group + last, group.TrimEnd('s') + last];
    }

    private HashSet<string> Known(string target)
    {
        var type = FieldNames.Plain(kind.Type);
        var names =
            Names.GetValueOrDefault(target)
            ?? (IsLine(target) ? Names.GetValueOrDefault(target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..]) : null)
            ?? "";
        var known = names.Replace("{0}", type, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        // The time that must be given is the date of such a fact.
        if (targets[target] is { Kind: FieldKind.Time or FieldKind.Date, IsRequired: true } && !IsLine(target))
            known.UnionWith(["date", "datetime", $"{type}date", "timestamp", "time", "datum", "createdat", "created"]);
        return known;
    }
}
