using Microsoft.EntityFrameworkCore;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Described;

namespace Rapport.Records.Customers.FreeTexts;

/// <summary>A social security number is the tax ID of who trades under their own name.</summary>
internal sealed class TaxIdField(RapportDb db, EditCustomer edit) : IProperField
{
    public PersonalDataKind Kind => PersonalDataKind.SocialSecurityNumber;
    public string Name => "the tax ID";

    public bool IsOf(CustomerType type) => type == CustomerType.Organization;

    public async Task Take(Customer customer, string number, CancellationToken ct)
    {
        if (await db.Accounts.AnyAsync(a => a.Id == customer.Id && a.TaxIdSealed != null, ct))
            throw new Refusal("field_taken", "A tax ID stands there already. Mask this one, or change that first.");
        await edit.Run(
            customer.Id,
            new CustomerInput
            {
                Account = new AccountInput
                {
                    Fields = new FieldInput<Account>().With(CustomerDescription.TaxId, number).With(CustomerDescription.TaxIdCountry, "US"),
                },
            },
            null,
            ct
        );
    }
}
