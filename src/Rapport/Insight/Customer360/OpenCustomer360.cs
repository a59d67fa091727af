using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Panels;

namespace Rapport.Insight.Customer360;

/// <summary>Opens all that is known of one customer: every part in one round trip, each under its own permission.</summary>
public sealed class OpenCustomer360(Reads reads, OpenCustomer open, RegisteredParts parts, IServiceProvider services, TimeProvider clock)
{
    public Task<Customer360View> Run(Guid id, CancellationToken ct) => Run(id, parts.InAnswer, ct);

    /// <param name="wanted">The parts to read; one that is not wanted costs nothing and is null.</param>
    internal async Task<Customer360View> Run(Guid id, IEnumerable<CustomerPartKind> wanted, CancellationToken ct)
    {
        var reading = new PartReading(services, reads.Tenant, id, clock.Now());
        var used = (from kind in wanted where reading.IsGranted(kind) select (Kind: kind, Part: reading.Use(kind))).ToList();
        reading.Found(await open.Run(id, ct, reading.Statements));

        var answers = new Dictionary<string, object?>();
        foreach (var (kind, part) in used.Where(one => reading.Reaches(one.Kind)))
        {
            await part.Load(ct);
            answers[kind.Name] = part.Result();
        }
        return new Customer360View(
            parts,
            reading.View,
            answers,
            [.. parts.InAnswer.Where(kind => !reading.Reaches(kind)).Select(kind => kind.Name)]
        );
    }
}
