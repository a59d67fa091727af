using System.Runtime.CompilerServices;
using System.Text.Json;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Bulk;
using Rapport.Records.Import;

namespace Rapport.Records.Facts.Intake;

/// <summary>
/// Makes customers of those whom facts name and nobody knows, where the sender wishes it: the name is the only thing known of them.
/// </summary>
public sealed class MakeFactCustomers(TakeBulk take)
{
    public async Task Run(IReadOnlyList<CustomerName> unknown, CancellationToken ct) =>
        await take.Run(Rows(unknown, ct), OnDuplicate.Create, ct);

#pragma warning disable CS1998 // The rows are at hand; the interface is one of rows that come over the wire.
    private static async IAsyncEnumerable<BulkRow> Rows(IReadOnlyList<CustomerName> unknown, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var i = 0; i < unknown.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            var name = unknown[i];
            yield return new BulkRow(
                i + 1,
                JsonSerializer.SerializeToElement(
                    name.ExternalId is { } externalId
                        ? new Dictionary<string, string>
                        {
                            ["type"] = "individual",
                            ["display_name"] = $"Customer {externalId}",
                            ["external_id"] = externalId,
                        }
                        : new Dictionary<string, string>
                        {
                            ["type"] = "individual",
                            ["display_name"] = name.Email!,
                            ["email"] = name.Email!,
                        }
                )
            );
        }
    }
#pragma warning restore CS1998
}
