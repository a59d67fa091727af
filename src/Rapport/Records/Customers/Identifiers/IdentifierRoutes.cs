using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Identifiers;

internal static class IdentifierRoutes
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/identifiers/check", Check)
            .Named("checkIdentifier", "Check a phone number, tax ID, IBAN or VIN")
            .Tagged("Identifiers", "Checks of phone numbers, tax IDs, IBANs and VINs")
            .Needs(Permission.ReadCustomers)
            .TakesQuery(
                ("kind", "phone, tax_id, iban or vin"),
                ("value", "The number as it was written"),
                ("country", "Two letters; the organization's own when left out, save for IBANs")
            );

    private static CheckedIdentifier Check(HttpRequest request, Access access)
    {
        var query = QueryReader.Of(request);
        var (kind, value, country) = (
            query.Word<IdentifierKind>("kind"),
            query.Text("value"),
            query.Text("country", 3)?.Trim().ToUpperInvariant()
        );
        if (kind is null && !request.Query.ContainsKey("kind"))
            query.Fail("kind", "It is required: phone, tax_id, iban or vin.");
        if (value is null && string.IsNullOrWhiteSpace(request.Query["value"]))
            query.Fail("value", "It is required.");
        if (country is not null && !CheckIdentifier.IsRegion(country))
            query.Fail("country", $"'{country}' is not a country's two-letter code (ISO 3166-1), such as GB.");
        query.Done();
        // A plus sign that was not escaped arrives as a space.
        if (kind == IdentifierKind.Phone && value is [' ', >= '0' and <= '9', ..])
            value = "+" + value[1..];
        return CheckIdentifier.Run(kind!.Value, value!, country ?? (kind == IdentifierKind.Iban ? null : access.Caller.Country));
    }
}
