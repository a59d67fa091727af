using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Panels;

/// <summary>One reading of a customer's parts: whose they are, as of when, and what the caller may see of them.</summary>
public sealed class PartReading
{
    /// <summary>
    /// Past this many rows nothing is counted any more: nobody reads the difference, and no customer costs more than this.
    /// </summary>
    public const int Counted = 10_000,
        Latest = 20;

    private readonly Dictionary<Type, CustomerRead> reads = [];
    private readonly IServiceProvider services;
    private readonly RegisteredParts parts;
    private readonly Access access;
    private readonly SummaryRead summary;
    private CustomerView? view;

    internal PartReading(IServiceProvider services, Guid organization, Guid customer, DateTimeOffset now)
    {
        this.services = services;
        parts = services.GetRequiredService<RegisteredParts>();
        access = services.GetRequiredService<Access>();
        (Organization, Customer, Now) = (organization, customer, now);
        summary = Use<SummaryRead>();
    }

    public Guid Organization { get; }
    public Guid Customer { get; }
    public DateTimeOffset Now { get; }

    /// <summary>The condition that a row is this customer's.</summary>
    public Sql Mine => $"organization_id = {Organization} and customer_id = {Customer}";

    public Sql Of(string alias) => $"{Sql.Raw(alias)}.organization_id = {Organization} and {Sql.Raw(alias)}.customer_id = {Customer}";

    /// <summary>The record; there once the statements have run.</summary>
    public CustomerView View => view ?? throw new InvalidOperationException("The record is read together with its parts.");

    /// <summary>The summary that is kept in step with all facts; there once the statements have run.</summary>
    public CustomerSummary Summary => summary.Found;

    public DateTimeOffset Registered =>
        View.RegistrationDate is { } date ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero) : View.CreatedAt;

    public Caller Caller => access.Caller;

    /// <summary>Whether the caller has the permission for any customer; asked before the statements run.</summary>
    public bool Has(Permission permission) => access.Has(permission);

    public bool Sees(Mask mask) => access.Sees(mask);

    /// <summary>Whether the caller's permission reaches this customer; asked once the statements have run.</summary>
    public bool Reaches(Permission permission) =>
        access.Caller.Grants.Scopes.TryGetValue(permission, out var scope)
        && access.Reaches(scope, View.OwnerId, View.BranchId, Summary.InTeam);

    /// <summary>Whether the caller could see the part of some customer.</summary>
    internal bool IsGranted(CustomerPartKind kind) => kind.IsGranted(access);

    internal bool Reaches(CustomerPartKind kind) => kind.IsGranted(access) && (kind.Permission is not { } needed || Reaches(needed));

    /// <summary>Another read or part of the same reading, whose statements run once however many use it.</summary>
    public T Use<T>()
        where T : CustomerRead => (T)Use(typeof(T));

    /// <summary>
    /// A registered part by its name; null where no module has one, or where the caller lacks its permission.
    /// </summary>
    public CustomerPart? Use(string name) => parts.Find(name) is { } kind && kind.IsGranted(access) ? Use(kind) : null;

    internal CustomerPart Use(CustomerPartKind kind) => (CustomerPart)Use(kind.Part);

    internal Statement[] Statements => [.. reads.Values.SelectMany(read => read.Statements)];

    internal void Found(CustomerView record) => view = record;

    private CustomerRead Use(Type type)
    {
        if (!reads.TryGetValue(type, out var read))
        {
            read = (CustomerRead)ActivatorUtilities.CreateInstance(services, type, this);
            reads.Add(type, read);
        }
        return read;
    }
}
