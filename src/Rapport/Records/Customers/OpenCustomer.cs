using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Described;
using Rapport.Records.Customers.Merge;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>One customer with all that belongs to the record itself.</summary>
public sealed record CustomerView
{
    public Guid Id { get; init; }
    public CustomerType Type { get; init; }
    public string DisplayName { get; init; } = "";
    public CustomerStatus Status { get; init; }
    public CustomerSource? Source { get; init; }
    public string? ExternalId { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? PhoneE164 { get; init; }
    public FieldValues<Customer> Fields { get; init; } = new();
    public Guid? BranchId { get; init; }
    public string? BranchName { get; init; }
    public Guid? OwnerId { get; init; }
    public string? OwnerName { get; init; }
    public Guid? ParentId { get; init; }
    public string? ParentName { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyDictionary<string, object> CustomFields { get; init; } = new Dictionary<string, object>();
    public IReadOnlyList<ExternalIdView> ExternalIds { get; init; } = [];
    public AccountView? Account { get; init; }
    public Guid CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; init; }
    public int Version { get; init; }

    internal DateOnly? RegistrationDate => Fields.Of(CustomerDescription.RegistrationDate);

    /// <summary>What somebody should look at.</summary>
    public IReadOnlyList<CustomerWarning> Warnings { get; init; } = [];

    /// <summary>Fields that the caller's role may not see.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Withheld { get; init; }
}

/// <param name="Code">no_contacts, or personal_data with the field that holds some.</param>
public sealed record CustomerWarning(string Code, string Message, string? Field);

public sealed record ExternalIdView(string System, string Value);

public sealed record AccountView
{
    public FieldValues<Account> Fields { get; init; } = new();

    internal string LegalName => Fields.Of(CustomerDescription.LegalName)!;
    internal string? TaxId => Fields.Of(CustomerDescription.TaxId);
    internal string? TaxIdCountry => Fields.Of(CustomerDescription.TaxIdCountry);
    internal string? Industry => Fields.Of(CustomerDescription.Industry);
    internal AccountSize? Size => Fields.Of(CustomerDescription.Size);
    internal decimal? Arr => Fields.Of(CustomerDescription.Arr);
    internal DateOnly? ContractStart => Fields.Of(CustomerDescription.ContractStart);
    internal DateOnly? ContractEnd => Fields.Of(CustomerDescription.ContractEnd);
    internal DateOnly? ContractRenewal => Fields.Of(CustomerDescription.ContractRenewal);
}

/// <summary>A view that is ready once its statements have run.</summary>
internal sealed record CustomerReading(Statement[] Statements, Func<CancellationToken, Task<CustomerView>> View);

/// <summary>Opens one customer, in one round trip.</summary>
public sealed class OpenCustomer(Reads reads, RapportDb db, Access access, CustomerAccess customers, TaxIds taxIds)
{
    private static readonly Sql OfCustomer = Sql.Raw(CustomerDescription.Columns<Customer>("c")),
        OfAccount = Sql.Raw(CustomerDescription.Columns<Account>("a"));

    private sealed class Parts
    {
        public List<(CustomerView View, Guid? MergedInto, bool InTeam)> Records { get; } = [];
        public List<string> Tags { get; } = [];
        public List<ExternalIdView> ExternalIds { get; } = [];
        public List<(CustomField Field, string Value)> Values { get; } = [];
        public List<CustomerWarning> Warnings { get; } = [];
    }

    public async Task<CustomerView> Run(Guid id, CancellationToken ct, params Statement[] alongside)
    {
        access.Require(Permission.ReadCustomers);
        var parts = new Parts();
        await reads.Run(ct, [.. Statements(reads.Tenant, id, parts), .. alongside]);
        return await Checked(id, parts, ct);
    }

    /// <summary>The same view from inside a change that is not committed yet.</summary>
    public async Task<CustomerView> InChange(Guid id, CancellationToken ct)
    {
        var reading = Reading(id);
        await db.Run(ct, reading.Statements);
        return await reading.View(ct);
    }

    /// <summary>The same view, read by whoever runs the statements.</summary>
    internal CustomerReading Reading(Guid id)
    {
        var parts = new Parts();
        return new CustomerReading(Statements(db.TenantId, id, parts), ct => Checked(id, parts, ct));
    }

    private async Task<CustomerView> Checked(Guid id, Parts parts, CancellationToken ct)
    {
        if (parts.Records.Count == 0)
            throw new Missing("customer");
        var (view, mergedInto, inTeam) = parts.Records[0];
        if (mergedInto is { } survivor)
            throw new Moved(id, (await reads.Rows(MergedInto.SurvivorOf(reads.Tenant, survivor), row => row.Id(0), ct)).Single());
        access.Require(Permission.ReadCustomers, new Ownership(view.OwnerId, view.BranchId), inTeam);
        var custom = parts
            .Values.GroupBy(v => v.Field.Key)
            .ToDictionary(g => g.Key, g => CustomFields.Shown(g.First().Field, [.. g.Select(v => v.Value)]));
        return Masked(
            view with
            {
                Tags = parts.Tags,
                ExternalIds = parts.ExternalIds,
                ExternalId = parts.ExternalIds.FirstOrDefault(e => e.System == ExternalId.DefaultSystem)?.Value,
                CustomFields = custom,
                Warnings = parts.Warnings,
            }
        );
    }

    private sealed record Ownership(Guid? OwnerId, Guid? BranchId) : IOwned;

    private Statement[] Statements(Guid organization, Guid id, Parts parts)
    {
        // Who stands above may be out of the caller's reach.
        var parentName = access.Has(Permission.ReadCustomers)
            ? (Sql)$"case when {customers.Visible(Permission.ReadCustomers, "p")} then p.display_name end"
            : Sql.Raw("null");
        return
        [
            Statement.Into(
                parts.Records,
                $"""
                select c.id, c.type, c.display_name, c.status, c.source, c.email, c.phone, c.phone_e164, c.branch_id, b.name branch_name,
                  c.owner_id, u.name owner_name, c.parent_id, {parentName} parent_name, c.created_by_id, c.created_at, c.updated_at,
                  c.archived_at, c.version, c.merged_into_id, {OfCustomer}, a.id account_id, {OfAccount},
                  exists (select 1 from team_members m where m.organization_id = c.organization_id and m.customer_id = c.id
                    and m.user_id = {access.Caller.UserId
                    ?? Guid.Empty}) in_team
                from customers c
                left join branches b on b.organization_id = c.organization_id and b.id = c.branch_id
                left join users u on u.organization_id = c.organization_id and u.id = c.owner_id
                left join customers p on p.organization_id = c.organization_id and p.id = c.parent_id
                left join accounts a on a.organization_id = c.organization_id and a.id = c.id
                where c.organization_id = {organization} and c.id = {id}
                """,
                row => (View(row), row.IdOrNull("merged_into_id"), row.Truth("in_team"))
            ),
            Statement.Into(
                parts.Tags,
                $"""
                select t.name from customer_tags g join tags t on t.organization_id = g.organization_id and t.id = g.tag_id
                where g.organization_id = {organization} and g.customer_id = {id} order by t.name_key
                """,
                row => row.Text(0)
            ),
            CustomerWarnings.Of(organization, id, parts.Warnings),
            Statement.Into(
                parts.ExternalIds,
                $"""
                select system, value from external_ids
                where organization_id = {organization} and customer_id = {id} order by {Sql.Unindexed("id")}
                """,
                row => new ExternalIdView(row.Text(0), row.Text(1))
            ),
            Statement.Into(
                parts.Values,
                $"""
                select f.key, f.type, v.value from custom_field_values v
                join custom_fields f on f.organization_id = v.organization_id and f.id = v.field_id
                where v.organization_id = {organization} and v.customer_id = {id} and f.archived_at is null order by f.position, v.id
                """,
                row => (new CustomField { Key = row.Text(0), Type = Words.Parse<CustomFieldType>(row.Text(1)) }, row.Text(2))
            ),
        ];
    }

    private CustomerView View(Row row) =>
        new()
        {
            Id = row.Id("id"),
            Type = Words.Parse<CustomerType>(row.Text("type")),
            DisplayName = row.Text("display_name"),
            Status = Words.Parse<CustomerStatus>(row.Text("status")),
            Source = Word<CustomerSource>(row, "source"),
            Email = row.TextOrNull("email"),
            Phone = row.TextOrNull("phone"),
            PhoneE164 = row.TextOrNull("phone_e164"),
            Fields = FieldValues<Customer>.Read(row),
            BranchId = row.IdOrNull("branch_id"),
            BranchName = row.TextOrNull("branch_name"),
            OwnerId = row.IdOrNull("owner_id"),
            OwnerName = row.TextOrNull("owner_name"),
            ParentId = row.IdOrNull("parent_id"),
            ParentName = row.TextOrNull("parent_name"),
            CreatedBy = row.Id("created_by_id"),
            CreatedAt = row.Time("created_at"),
            UpdatedAt = row.Time("updated_at"),
            ArchivedAt = row.TimeOrNull("archived_at"),
            Version = row.Int("version"),
            Account = row.IsNull("account_id") ? null : Account(row),
        };

    private AccountView Account(Row row)
    {
        var account = new AccountView { Fields = FieldValues<Account>.Read(row) };
        if (access.Sees(Mask.TaxId))
            account.Fields[CustomerDescription.TaxId] = taxIds.Open(row.BytesOrNull(CustomerDescription.TaxId.Column));
        return account;
    }

    private static T? Word<T>(Row row, string column)
        where T : struct, Enum => row.TextOrNull(column) is { } word ? Words.Parse<T>(word) : null;

    private CustomerView Masked(CustomerView view)
    {
        var hidden = CustomerDescription.All.Where(f => f.Hidden is { } mask && !access.Sees(mask)).ToList();
        var withheld = view.Account is null ? [] : hidden.Where(f => f.IsOfAccount).Select(f => f.Path).ToList();
        if (view.Account is { } account && withheld.Count > 0)
            view = view with { Account = account with { Fields = account.Fields.Without(hidden) } };
        if (!access.Sees(Mask.ContactData))
        {
            withheld.AddRange(["email", "phone", "phone_e164"]);
            view = view with { Email = null, Phone = null, PhoneE164 = null };
        }
        withheld.AddRange(hidden.Where(f => !f.IsOfAccount).Select(f => f.Path));
        return withheld.Count == 0 ? view : view with { Fields = view.Fields.Without(hidden), Withheld = withheld };
    }
}
