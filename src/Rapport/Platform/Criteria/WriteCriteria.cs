using System.Globalization;
using System.Text;
using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Platform.Criteria;

/// <summary>
/// Criteria as JSON in one form, whichever way they were written; records are named by their IDs, which stay when names change.
/// </summary>
public static class WriteCriteria
{
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(Criterion criterion)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Plain))
            Write(json, criterion);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Criterion criterion)
    {
        json.WriteStartObject();
        if (criterion is Group group)
            Write(json, group);
        else
            Write(json, (Condition)criterion);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Group group)
    {
        json.WritePropertyName(Words.Of(group.Kind));
        if (group.Kind == GroupKind.Not)
        {
            Write(json, group.Of[0]);
            return;
        }
        json.WriteStartArray();
        foreach (var one in group.Of)
            Write(json, one);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Condition condition)
    {
        json.WriteString("field", condition.Field.Name);
        if (condition.Window is { Text: { } length })
            json.WriteString("window", length);
        else if (condition.Window is { } window)
            Write(json, window);
        if (condition.Where is { } where)
        {
            json.WritePropertyName("where");
            Write(json, where);
        }
        json.WriteString("operator", Words.Of(condition.Operator));
        if (condition.Currency is { } currency)
            json.WriteString("currency", currency);
        if (condition.Values.Count == 0)
            return;
        json.WritePropertyName("value");
        var isList = condition.Values.Count > 1 || condition.Operator is CriteriaOperator.In or CriteriaOperator.NotIn;
        if (isList)
            json.WriteStartArray();
        foreach (var value in condition.Values)
            Write(json, value);
        if (isList)
            json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Window window)
    {
        json.WriteStartObject("window");
        if (window.From is { } from)
            json.WriteString("from", from.Point.ToString());
        if (window.To is { } to)
            json.WriteString("to", to.Point.ToString());
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CriteriaValue value)
    {
        switch (value)
        {
            case NumberValue number:
                json.WriteRawValue(number.Number.ToString("0.############################", CultureInfo.InvariantCulture));
                break;
            case TruthValue truth:
                json.WriteBooleanValue(truth.Truth);
                break;
            case IdValue id:
                json.WriteStringValue(id.Id);
                break;
            case PointValue point:
                json.WriteStringValue(point.Point.ToString());
                break;
            case TextValue text:
                json.WriteStringValue(text.Text);
                break;
        }
    }
}
