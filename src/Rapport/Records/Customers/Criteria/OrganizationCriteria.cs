using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Criteria;

/// <summary>Fields whose values are the organization's own: its users and branches, and the fields it made itself.</summary>
internal sealed class OrganizationCriteria(Reads reads) : ICriteriaSource
{
    private const int Most = 2_000;

    public async Task<IReadOnlyList<CriteriaField>> Fields(CancellationToken ct)
    {
        var (users, branches, fields) = (new List<CriteriaOption>(), new List<CriteriaOption>(), new List<CustomField>());
        await reads.Run(
            ct,
            Statement.Into(
                users,
                $"select id, name from users where organization_id = {reads.Tenant} order by name, id limit {Most}",
                Option
            ),
            Statement.Into(
                branches,
                $"select id, name from branches where organization_id = {reads.Tenant} order by name, id limit {Most}",
                Option
            ),
            Statement.Into(
                fields,
                $"""
                select key, label, type, options_json from custom_fields
                where organization_id = {reads.Tenant} and archived_at is null order by position, id
                """,
                row => new CustomField
                {
                    Key = row.Text(0),
                    Label = row.Text(1),
                    Type = Words.Parse<CustomFieldType>(row.Text(2)),
                    OptionsJson = row.Text(3),
                }
            )
        );
        return
        [
            Reference("customer.owner", "Owner", "c.owner_id", users),
            Reference("customer.branch", "Branch", "c.branch_id", branches),
            Reference("customer.created_by", "Created by", "c.created_by_id", users),
            new(
                "customer.team",
                "Team member",
                "Customer",
                CriteriaType.Reference,
                new RowsSource(org => $"from team_members m where m.organization_id = {org} and m.customer_id = c.id", "m.user_id")
            )
            {
                Options = users,
                Permission = Words.Of(Permission.ReadCustomers),
                DependsOn = [CriteriaSubjects.Customer],
            },
            .. fields.Select((field, place) => Own(field, $"v{place}", users)),
        ];
    }

    private static CriteriaOption Option(Row row) => new(row.Id(0).ToString(), row.Text(1));

    private static CriteriaField Reference(string name, string label, string column, IReadOnlyList<CriteriaOption> options) =>
        new(name, label, "Customer", CriteriaType.Reference, new ColumnSource(column))
        {
            Options = options,
            Permission = Words.Of(Permission.ReadCustomers),
            DependsOn = [CriteriaSubjects.Customer],
        };

    private static CriteriaField Own(CustomField field, string alias, IReadOnlyList<CriteriaOption> users)
    {
        var type = field.Type switch
        {
            CustomFieldType.Number => CriteriaType.Number,
            CustomFieldType.Date => CriteriaType.Date,
            CustomFieldType.Choice => CriteriaType.Choice,
            CustomFieldType.MultiChoice => CriteriaType.Members,
            CustomFieldType.Boolean => CriteriaType.Truth,
            CustomFieldType.User => CriteriaType.Reference,
            _ => CriteriaType.Text,
        };
        return new($"custom.{field.Key}", field.Label, "Own fields", type, Source(field, alias))
        {
            Options = field.Type switch
            {
                CustomFieldType.Choice or CustomFieldType.MultiChoice =>
                [
                    .. CustomFields.Options(field).Select(o => new CriteriaOption(o, o)),
                ],
                CustomFieldType.User => users,
                _ => [],
            },
            Permission = Words.Of(Permission.ReadCustomers),
            DependsOn = [CriteriaSubjects.Customer],
        };
    }

    private static FieldSource Source(CustomField field, string alias)
    {
        var key = field.Key;
        Sql Named(Guid org) =>
            $"select f.id from custom_fields f where f.organization_id = {org} and f.key = {key} and f.archived_at is null";
        if (field.Type == CustomFieldType.MultiChoice)
            return new RowsSource(
                org =>
                    $"from custom_field_values v where v.organization_id = {org} and v.customer_id = c.id and v.field_id = ({Named(org)})",
                "v.value"
            );
        var join = new CriteriaJoin(
            alias,
            org =>
                $"""
                    left join custom_field_values {Sql.Raw(alias)} on {Sql.Raw(alias)}.organization_id = {org}
                      and {Sql.Raw(alias)}.customer_id = c.id and {Sql.Raw(alias)}.field_id = ({Named(org)})
                    """
        );
        return field.Type switch
        {
            CustomFieldType.Number => new ColumnSource($"{alias}.number", join),
            CustomFieldType.Boolean => new ColumnSource($"({alias}.value = 'true')", join),
            CustomFieldType.Date or CustomFieldType.User => new ColumnSource($"{alias}.value", join) { AsText = true },
            _ => new ColumnSource($"{alias}.value", join),
        };
    }
}
