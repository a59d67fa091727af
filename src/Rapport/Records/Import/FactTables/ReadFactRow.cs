using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rapport.Formats;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Intake.Columns;
using Rapport.Records.Customers.Intake.Rows;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Import.FactTables;

/// <summary>
/// Makes facts of rows: each value written as the format has it, then read as any other fact is. Rows of one ID that follow each other are
/// one fact with lines.
/// </summary>
/// <param name="zone">Of times that name no zone.</param>
/// <param name="source">What rows without an ID of their own are named by.</param>
internal sealed partial class ReadFactRow(FactKind kind, ColumnMapping mapping, TimeZoneInfo zone, string currency, string source)
{
    private readonly FactColumns columns = new(kind);
    private readonly (int Column, string Target)[] goals =
    [
        .. mapping.Columns.Select((c, i) => (i, c.Target!)).Where(c => c.Item2 is not null),
    ];

    // An order is known by its number, a product by its article number, where the file has no ID.
    private readonly int idColumn = Array.FindIndex([.. mapping.Columns], c => c.Target == FactColumns.ExternalId) is var id and >= 0
        ? id
        : Array.FindIndex([.. mapping.Columns], c => c.Target == "number" || (kind.Type == "product" && c.Target == "sku"));

    public bool HasLines { get; } = mapping.Columns.Any(c => c.Target is { } target && new FactColumns(kind).IsLine(target));

    /// <summary>Null where the row does not say.</summary>
    public string? IdOf(CsvRow row) => idColumn < 0 || idColumn >= row.Fields.Count ? null : ReadRow.Cell(row.Fields[idColumn]);

    public FactDraft Read(IReadOnlyList<CsvRow> rows)
    {
        if (rows.FirstOrDefault(r => r.Problem is not null)?.Problem is { } problem)
            return Broken(rows[0], "row", problem);
        var fact = new JsonObject { [FactColumns.ExternalId] = IdOf(rows[0]) ?? $"{source}-{rows[0].Number}" };
        var lines = new JsonArray();
        foreach (var row in rows)
        {
            var line = new JsonObject();
            foreach (var (column, target) in goals)
            {
                if (column >= row.Fields.Count || ReadRow.Cell(row.Fields[column]) is not { } text)
                    continue;
                if (columns.IsLine(target))
                    line[target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..]] = Value(columns.FieldOf(target)!, text);
                else if (!target.Contains('.', StringComparison.Ordinal) && target != FactColumns.ExternalId && !fact.ContainsKey(target))
                    fact[target] = Value(columns.FieldOf(target)!, text);
                else if (target.StartsWith("customer.", StringComparison.Ordinal))
                    Whose(fact)[target["customer.".Length..]] = text;
            }
            if (line.Count > 0)
                lines.Add(line);
        }
        if (lines.Count > 0)
            fact[kind.Lines!.Name] = lines;
        Fill(fact);
        return ReadFact.Of(rows[0].Number, JsonSerializer.SerializeToElement(fact, ApiJson.Options), kind, isPart: true);
    }

    public FactDraft Broken(CsvRow row, string field, string fault)
    {
        var broken = new FactDraft(row.Number, null) { Kind = kind, Type = kind.Type };
        broken.Errors.Add(field, fault);
        return broken;
    }

    private static JsonObject Whose(JsonObject fact)
    {
        if (fact["customer"] is not JsonObject whose)
            fact["customer"] = whose = [];
        return whose;
    }

    /// <summary>What goes without saying in a table as well; when it happened does not.</summary>
    private void Fill(JsonObject fact)
    {
        foreach (
            var field in kind.ByName.Values.Where(f =>
                f is { Kind: FieldKind.Word, ByHand: not (null or RequiredFieldAttribute.Follows) } && !fact.ContainsKey(f.Name)
            )
        )
            fact[field.Name] = field.ByHand;
        if (
            kind.Currency is { } code
            && !fact.ContainsKey(code.Name)
            && (code.IsRequired || kind.Fields.Any(f => f.Kind == FieldKind.Money && fact.ContainsKey(f.Name)))
        )
            fact[code.Name] = currency;
    }

    /// <summary>What cannot be read stays text, and is refused as what it is.</summary>
    private JsonNode Value(FactField field, string text) =>
        field.Kind switch
        {
            FieldKind.Money or FieldKind.Number or FieldKind.Whole => ReadWords.Number(
                text.Trim('\u20ac', '$', '\u00a3', '\u00a5', ' ', '%')
            )
                is { } number
                ? JsonValue.Create(number)
                : text,
            FieldKind.Truth => ReadWords.Truth(text) is { } truth ? JsonValue.Create(truth) : text,
            FieldKind.Word => text.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_'),
            FieldKind.Reference => new JsonObject { ["external_id"] = text },
            FieldKind.Date => ReadDates.Read(text, mapping.DayFirst)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? text,
            FieldKind.Time => Time(text),
            _ => text,
        };

    /// <summary>A time with its zone is taken as it is; any other is the organization's.</summary>
    private string Time(string text)
    {
        if (WithZone().IsMatch(text))
            return text.Replace(' ', 'T');
        var clock = Clock().Match(text);
        if (ReadDates.Read(clock.Success ? text[..clock.Index] : text, mapping.DayFirst) is not { } day)
            return text;
        if (!clock.Success || !TimeOnly.TryParse(clock.Groups["time"].ValueSpan, CultureInfo.InvariantCulture, out var time))
            time = TimeOnly.MinValue;
        var local = day.ToDateTime(time);
        if (zone.IsInvalidTime(local))
            local = local.AddHours(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToString("O", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex WithZone();

    [GeneratedRegex(@"(T|\s+)(?<time>\d{1,2}:\d\d(:\d\d(\.\d{1,7})?)?(\s*[AaPp][Mm])?)$")]
    private static partial Regex Clock();
}
