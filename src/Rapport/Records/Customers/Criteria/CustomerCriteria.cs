using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Described;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Criteria;

/// <summary>What criteria can ask about the record of a customer, and how other modules name what they keep in its summary.</summary>
public static class CustomerCriteria
{
    private const string Profile = "Customer",
        AccountGroup = "Account",
        Contacts = "Contacts and addresses";

    private static readonly string[] OfRecord = [CriteriaSubjects.Customer];

    private static readonly CriteriaJoin Summary = new(
        "s",
        _ => Sql.Raw("left join customer_summary s on s.organization_id = c.organization_id and s.customer_id = c.id")
    );

    private static readonly CriteriaJoin Account = new(
        "w",
        _ => Sql.Raw("left join accounts w on w.organization_id = c.organization_id and w.id = c.id")
    );

    /// <summary>A column of the customer's summary.</summary>
    /// <param name="dependsOn">The kinds of facts that decide it.</param>
    public static CriteriaField OfSummary(
        string name,
        string label,
        string group,
        CriteriaType type,
        string column,
        Permission permission,
        params string[] dependsOn
    ) =>
        new(
            name,
            label,
            group,
            type,
            new ColumnSource($"s.{column}", Summary) { Currency = type == CriteriaType.Money ? "s.currency" : null }
        )
        {
            Permission = Words.Of(permission),
            DependsOn = dependsOn,
        };

    internal static IEnumerable<CriteriaField> Fields() => [.. OfCustomer(), .. OfAccount(), .. OfParts()];

    private static IEnumerable<CriteriaField> OfCustomer() =>
        [
            Column("customer.type", "Type", CriteriaType.Choice, "c.type") with
            {
                Options = CriteriaOptions.Of<CustomerType>(),
            },
            Column("customer.status", "Status", CriteriaType.Choice, "c.status") with
            {
                Options = CriteriaOptions.Of<CustomerStatus>(),
            },
            Column("customer.source", "Source", CriteriaType.Choice, "c.source") with
            {
                Options = CriteriaOptions.Of<CustomerSource>(),
            },
            Column("customer.name", "Name", CriteriaType.Text, "c.display_name"),
            Column("customer.email", "E-mail", CriteriaType.Text, "c.email") with
            {
                Mask = Words.Of(Mask.ContactData),
            },
            Column("customer.phone", "Phone", CriteriaType.Text, "c.phone") with
            {
                Mask = Words.Of(Mask.ContactData),
            },
            .. CustomerDescription.OfCustomer.Where(f => f.Criterion is not null).Select(f => Described(f, $"c.{f.Column}")),
            Column("customer.created_at", "Created", CriteriaType.Time, "c.created_at"),
            Column("customer.updated_at", "Changed", CriteriaType.Time, "c.updated_at"),
            Column("customer.has_parent", "Has a parent account", CriteriaType.Truth, "(c.parent_id is not null)"),
            Rows(
                "customer.tags",
                "Tags",
                CriteriaType.Members,
                org =>
                    $"""
                        from customer_tags g join tags t on t.organization_id = g.organization_id and t.id = g.tag_id
                        where g.organization_id = {org} and g.customer_id = c.id
                        """,
                "t.name"
            ),
            Rows(
                "customer.external_id",
                "External ID",
                CriteriaType.Text,
                org => $"from external_ids e where e.organization_id = {org} and e.customer_id = c.id",
                "e.value"
            ),
            OfSummary(
                "customer.contact_count",
                "Number of contacts",
                Profile,
                CriteriaType.Number,
                "contact_count",
                Permission.ReadCustomers,
                OfRecord
            ),
        ];

    private static IEnumerable<CriteriaField> OfAccount() =>
        CustomerDescription
            .OfAccount.Where(f => f.Criterion is not null)
            .Select(f => Described(f, $"w.{f.Column}") with { Group = AccountGroup, Source = new ColumnSource($"w.{f.Column}", Account) });

    private static CriteriaField Described(CustomerField field, string column) =>
        Column(field.Criterion!, field.CriterionLabel, field.CriterionType, column) with
        {
            Mask = field.Hidden is { } mask ? Words.Of(mask) : null,
            Options = field.CriterionOptions,
        };

    private static IEnumerable<CriteriaField> OfParts() =>
        [
            OfAddress("city", "City", CriteriaType.Text, "city"),
            OfAddress("state", "State or province", CriteriaType.Text, "state_province"),
            OfAddress("postal_code", "Postal code", CriteriaType.Text, "postal_code"),
            OfAddress("country", "Country", CriteriaType.Text, "country"),
            OfContact("role", "Contact role", CriteriaType.Choice) with
            {
                Options = CriteriaOptions.Of<ContactRole>(),
            },
            OfContact("job_title", "Contact job title", CriteriaType.Text),
            OfContact("communication_preference", "Preferred channel", CriteriaType.Choice) with
            {
                Options = CriteriaOptions.Of<CommunicationPreference>(),
            },
            OfContact("email_status", "E-mail status", CriteriaType.Choice) with
            {
                Options = CriteriaOptions.Of<EmailStatus>(),
            },
            OfContact("do_not_contact", "Do not contact", CriteriaType.Truth),
        ];

    private static CriteriaField Column(string name, string label, CriteriaType type, string column) =>
        new(name, label, Profile, type, new ColumnSource(column)) { Permission = Words.Of(Permission.ReadCustomers), DependsOn = OfRecord };

    private static CriteriaField Rows(string name, string label, CriteriaType type, Func<Guid, Sql> from, string value) =>
        new(name, label, Profile, type, new RowsSource(from, value))
        {
            Permission = Words.Of(Permission.ReadCustomers),
            DependsOn = OfRecord,
        };

    private static CriteriaField OfAddress(string name, string label, CriteriaType type, string column) =>
        Rows(
            $"address.{name}",
            label,
            type,
            org => $"from addresses d where d.organization_id = {org} and d.customer_id = c.id and d.archived_at is null",
            $"d.{column}"
        ) with
        {
            Group = Contacts,
            Mask = Words.Of(Mask.ContactData),
        };

    private static CriteriaField OfContact(string column, string label, CriteriaType type) =>
        Rows(
            $"contact.{column}",
            label,
            type,
            org => $"from contacts p where p.organization_id = {org} and p.customer_id = c.id and p.archived_at is null",
            $"p.{column}"
        ) with
        {
            Group = Contacts,
        };
}
