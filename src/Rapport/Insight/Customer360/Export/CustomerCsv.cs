using System.Globalization;
using System.Text;
using System.Text.Json;
using Rapport.Formats;
using Rapport.Insight.Scoring;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;
using Rapport.Records.Purchases.Panels;

namespace Rapport.Insight.Customer360.Export;

/// <summary>A customer's metrics, a line each, then all orders: UTF-8 with BOM for Excel, cells guarded against formulas.</summary>
internal sealed class CustomerCsv(Reads reads)
{
    private static readonly string[] OrderColumns =
    [
        "number",
        "ordered_at",
        "status",
        "is_return",
        "total",
        "currency",
        "items",
        "channel",
    ];

    public async Task<byte[]> Write(Customer360View view, ExportStamp stamp, CancellationToken ct)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        void Line(params IEnumerable<string?> cells) =>
            CsvText.Write(text, cells.Select(cell => cell is null ? null : CsvText.Guard(cell)));
        var profile = view.Of<CoreProfile>()!;
        Line("field", "value");
        Line("exported_at", StoredValue.TimeText(stamp.At));
        Line("exported_by", stamp.By);
        Line("id", profile.Id.ToString());
        Line("display_name", profile.DisplayName);
        Line("status", Words.Of(profile.Status));
        foreach (
            var metric in view.Of<PurchaseMetrics>() is { } metrics
                ? JsonSerializer.SerializeToElement(metrics, ApiJson.Options).EnumerateObject()
                : default
        )
            Line(metric.Name, metric.Value.ValueKind == JsonValueKind.Null ? null : metric.Value.ToString());
        Line("health", view.Of<HealthScore>() is { NoData: false } health ? health.Score.ToString(CultureInfo.InvariantCulture) : null);
        Line("churn_risk", view.Of<ChurnRisk>() is { } risk ? Words.Of(risk.Level) : null);
        foreach (var part in view.Withheld)
            Line($"{part} (withheld)", null);
        if (!view.Withheld.Contains("orders"))
        {
            text.Write("\r\n");
            Line(OrderColumns);
            foreach (var order in await Orders(profile.Id, ct))
                Line(order);
        }
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);
        return [.. encoding.Preamble, .. encoding.GetBytes(text.ToString())];
    }

    private Task<List<string?[]>> Orders(Guid customer, CancellationToken ct) =>
        reads.Rows(
            $"""
            select number, ordered_at, status, is_return, total_minor, currency, item_count, channel from orders
            where organization_id = {reads.Tenant} and customer_id = {customer} order by happened_at desc, id desc
            """,
            row =>
                new[]
                {
                    row.Text(0),
                    StoredValue.TimeText(row.Time(1)),
                    row.Text(2),
                    row.Truth(3) ? "true" : "false",
                    MinorUnits.Amount(row.Long(4), row.Text(5)).ToString(CultureInfo.InvariantCulture),
                    row.Text(5),
                    row.Int(6).ToString(CultureInfo.InvariantCulture),
                    row.TextOrNull(7),
                },
            ct
        );
}
