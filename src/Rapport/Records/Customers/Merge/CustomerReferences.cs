using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Merge;

/// <summary>
/// Every table with a foreign key to customers, read from the model: what a later module keeps about a customer moves without a word here.
/// </summary>
internal sealed class CustomerReferences
{
    private static readonly ConcurrentDictionary<Engine, CustomerReferences> Known = new();

    private CustomerReferences(IModel model)
    {
        Customers = new ChildTable(model.FindEntityType(typeof(Customer))!);
        Accounts = new ChildTable(model.FindEntityType(typeof(Account))!);
        Children = model
            .GetEntityTypes()
            .Where(t => t.ClrType != typeof(Customer) && t.ClrType != typeof(Account) && t.FindAnnotation(MergeMapping.Stays) is null)
            .Where(t => t.GetForeignKeys().Any(f => f.PrincipalEntityType.ClrType == typeof(Customer)))
            .Select(t => new ChildTable(t))
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .ToList();
    }

    public ChildTable Customers { get; }
    public ChildTable Accounts { get; }

    /// <summary>All other tables whose rows move.</summary>
    public IReadOnlyList<ChildTable> Children { get; }

    public ChildTable this[string name] =>
        name == Customers.Name ? Customers
        : name == Accounts.Name ? Accounts
        : Children.First(t => t.Name == name);

    // The runtime model has forgotten the conditions of indexes; the design-time model knows them.
    public static CustomerReferences Of(RapportDb db) =>
        Known.GetOrAdd(db.Engine, _ => new CustomerReferences(db.GetService<IDesignTimeModel>().Model));
}
