using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Merge;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers.Merge;

/// <summary>
/// The start of tests of merging: use cases run as the program or as somebody, and all that belongs to customers written down to be
/// compared.
/// </summary>
public abstract class MergeTest(TestServer server) : ServerTest(server)
{
    private static readonly string[] Tables =
    [
        "customers",
        "accounts",
        "contacts",
        "addresses",
        "relationships",
        "customer_tags",
        "external_ids",
        "team_members",
        "custom_field_values",
        "duplicate_pairs",
        "customer_search",
        "name_words",
        "match_keys",
        "customer_summary",
    ];

    private static readonly string[] Counted = ["organization_id", "version", "updated_at", "row_number"];

    protected Task<T> As<T>(Guid organization, Func<IServiceProvider, Task<T>> use, Caller? caller = null) =>
        In(
            services =>
            {
                services.GetRequiredService<Access>().Admit(caller ?? Caller.Program(organization));
                return use(services);
            },
            organization
        );

    protected Task<T> As<T>(Func<IServiceProvider, Task<T>> use) => As(Organization, use);

    protected async Task<Guid> Merge(
        Guid organization,
        Guid survivor,
        IEnumerable<Guid> duplicates,
        Dictionary<string, Guid>? values = null
    ) =>
        (
            await As(
                organization,
                services =>
                    services
                        .GetRequiredService<MergeCustomers>()
                        .Run(survivor, new MergeCustomers.Request(duplicates.ToList(), values), CancellationToken.None)
            )
        ).Id;

    protected Task<Guid> Merge(Guid survivor, params Guid[] duplicates) => Merge(Organization, survivor, duplicates);

    protected Task<UndoMerge.Response> Undo(Guid merge, Guid? organization = null) =>
        As(organization ?? Organization, services => services.GetRequiredService<UndoMerge>().Run(merge, CancellationToken.None));

    /// <summary>Writes rows as they are, with the index that follows customers.</summary>
    protected Task<int> Write(Guid organization, IReadOnlyList<Entity> rows) =>
        Change(
            (db, changes) =>
            {
                db.AddRange(rows);
                foreach (var customer in rows.OfType<Customer>())
                    changes.Raise(new CustomerCreated(customer.Id, []));
                return 0;
            },
            organization
        );

    protected Task<int> Write(params Entity[] rows) => Write(Organization, rows);

    /// <summary>Every row that hangs on customers, as text, but for counters of edits.</summary>
    private protected async Task<List<string>> Dump(Guid organization, Func<string, Cells, bool>? but = null)
    {
        var lines = new List<string>();
        foreach (var table in Tables)
        {
            var (names, rows) = await Plain(async connection =>
            {
                await using var command = Sql.Of($"select * from {Sql.Raw(table)} where organization_id = {organization}")
                    .Command(connection);
                await using var reader = await command.ExecuteReaderAsync();
                var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
                var rows = new List<List<string?>>();
                while (await reader.ReadAsync())
                    rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))]);
                return (names, rows);
            });
            var cells = rows.Select(row => new Cells(names.Zip(row, KeyValuePair.Create).Where(c => !Counted.Contains(c.Key))));
            lines.AddRange(
                cells
                    .Where(row => but?.Invoke(table, row) != true)
                    .Select(row =>
                        $"{table} {string.Join(" ", row.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value}"))}"
                    )
                    .Order(StringComparer.Ordinal)
            );
        }
        return lines;
    }

    private static string? Text(object value) =>
        value switch
        {
            DBNull => null,
            byte[] { Length: 16 } id => new Guid(id, bigEndian: true).ToString(),
            byte[] bytes => Convert.ToHexString(bytes),
            DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    protected static void Same(IReadOnlyList<string> before, IReadOnlyList<string> after, string what)
    {
        var (gone, added) = (before.Except(after).ToList(), after.Except(before).ToList());
        Assert.True(
            gone.Count + added.Count == 0,
            $"{what}\nbefore:\n  {string.Join("\n  ", gone)}\nafter:\n  {string.Join("\n  ", added)}"
        );
        Assert.Equal(before.Count, after.Count);
    }
}
