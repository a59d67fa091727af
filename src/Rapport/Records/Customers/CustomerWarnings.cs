using Rapport.Platform.Data;
using Rapport.Records.Customers.FreeTexts;

namespace Rapport.Records.Customers;

/// <summary>What is odd about a customer without being wrong: said with every answer and on the page, never in the way of saving.</summary>
internal static class CustomerWarnings
{
    public static Statement Of(Guid organization, Guid id, List<CustomerWarning> into) =>
        Statement.Into(
            into,
            $"""
            select 'no_contacts', null from customers c
            where c.organization_id = {organization} and c.id = {id} and c.type = {CustomerType.Organization} and c.archived_at is null
              and not exists (select 1 from contacts k where k.organization_id = c.organization_id and k.customer_id = c.id
                and k.archived_at is null)
            union all
            select 'personal_data', f.field from personal_data_flags f
            where f.organization_id = {organization} and f.customer_id = {id} and f.status = {FlagStatus.Open}
            """,
            row => new CustomerWarning(
                row.Text(0),
                row.IsNull(1)
                    ? "Nobody at this organization is known by name: add a contact."
                    : "This text seems to hold personal data that does not belong there; somebody will look at it.",
                row.TextOrNull(1)
            )
        );
}
