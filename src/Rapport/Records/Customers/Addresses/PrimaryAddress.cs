using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Addresses;

/// <summary>
/// Which of a customer's addresses stands for them: of the default ones a person's for bills and an organization's headquarters, else for
/// service, shipping, another; without any default the oldest.
/// </summary>
internal static class PrimaryAddress
{
    /// <summary>
    /// Puts it first among the rows of <c>addresses</c> that are the customer's; other defaults follow, then the rest by age.
    /// </summary>
    public static Sql First(Guid organization, Guid customer) =>
        $"""
            is_default desc, case when not is_default then 9
              when address_type = (select case when c.type = {CustomerType.Organization} then 'headquarters' else 'billing' end
                from customers c where c.organization_id = {organization} and c.id = {customer}) then 0
              when address_type = 'service' then 1 when address_type = 'shipping' then 2 when address_type = 'other' then 3 else 4 end, id
            """;
}
