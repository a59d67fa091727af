using System.Globalization;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Addresses;
using Rapport.Records.Customers.Contacts;
using Rapport.Records.Customers.Panels;
using static Rapport.Insight.Customer360.Export.CustomerSheet;

namespace Rapport.Insight.Customer360.Export;

/// <summary>Who the customer is: profile, addresses, account and contacts.</summary>
internal sealed class PrintedProfile(CustomerSheet sheet)
{
    public void Profile(CoreProfile profile, IReadOnlyList<string>? tags) =>
        sheet.Section(
            "Profile",
            () =>
            {
                sheet.Fact("Status", Said(profile.Status));
                sheet.Fact("E-mail", profile.Email);
                sheet.Fact("Phone", profile.Phone);
                sheet.Fact("Customer number", profile.ExternalId);
                sheet.Fact("Registered", profile.RegistrationDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                sheet.Fact("Owner", profile.OwnerName);
                sheet.Fact("Branch", profile.BranchName);
                sheet.Fact("Tags", tags is null ? null : string.Join(", ", tags));
                foreach (var address in profile.Addresses)
                    sheet.Fact($"Address ({Kind(address, profile.PrimaryAddressId)})", Lines(address));
            }
        );

    private static string Kind(AddressView address, Guid? primary) =>
        Words.Of(address.AddressType)
        + (
            address.Id == primary ? ", primary"
            : address.IsDefault ? ", default"
            : ""
        );

    private static string Lines(AddressView address)
    {
        string?[] lines = [address.StreetLine1, address.StreetLine2, $"{address.PostalCode} {address.City}".Trim(), address.Country];
        return string.Join(", ", lines.Where(line => !string.IsNullOrEmpty(line)));
    }

    public void Account(AccountView account) =>
        sheet.Section(
            "Account",
            () =>
            {
                sheet.Fact("Legal name", account.LegalName);
                sheet.Fact("Industry", account.Industry);
                sheet.Fact("Contract value a year", account.Arr?.ToString("N2", CultureInfo.InvariantCulture));
                sheet.Fact("Renewal", account.ContractRenewal?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }
        );

    public void Contacts(IReadOnlyList<ContactView> contacts) =>
        sheet.Table(
            "Contacts",
            [new("Name", 0.3), new("Title", 0.25), new("E-mail", 0.27), new("Phone", 0.18)],
            contacts.Select(c => Row($"{c.FirstName} {c.LastName}".Trim(), c.JobTitle, c.Email, c.Phone))
        );
}
