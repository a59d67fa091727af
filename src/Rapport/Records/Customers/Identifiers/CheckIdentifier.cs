using Rapport.Formats;

namespace Rapport.Records.Customers.Identifiers;

public enum IdentifierKind
{
    Phone,
    TaxId,
    Iban,
    Vin,
}

/// <summary>What is known of a number from its form and check digits alone.</summary>
/// <param name="Normalized">As it is stored and compared; null where it cannot be read as one.</param>
/// <param name="Reason">Why it is not valid; null when it is.</param>
public sealed record CheckedIdentifier(bool Valid, string? Normalized, string? Reason);

/// <summary>
/// Tells of a telephone number, tax ID, bank account or vehicle whether it can be right, as forms ask before they are sent.
/// </summary>
public static class CheckIdentifier
{
    /// <param name="country">In whose form it is read; for tax IDs the one that issued it.</param>
    public static CheckedIdentifier Run(IdentifierKind kind, string value, string? country) =>
        kind switch
        {
            IdentifierKind.Phone => Phone(value, country),
            IdentifierKind.TaxId => TaxNumber(value, country),
            IdentifierKind.Iban => BankAccount(value, country),
            _ => Vehicle(value),
        };

    /// <summary>
    /// Whether anything is read in this country's form: ISO's codes, the regions with numbers of their own, and those of VAT numbers.
    /// </summary>
    public static bool IsRegion(string country) =>
        Countries.IsCode(country) || Countries.CallingRegion(country) is not null || country is "EL" or "XI" or "001";

    private static CheckedIdentifier Phone(string value, string? country)
    {
        if (PhoneNumber.Read(value, country) is not { } number)
            return new(
                false,
                null,
                country is null && !value.Contains('+')
                    ? "Without a country it must begin with a plus and its calling code."
                    : "It cannot be read as a telephone number."
            );
        if (number.IsValid)
            return new(true, number.E164, null);
        return new(false, number.E164, number.IsPossible ? "No numbering plan assigns this number." : "It has too few or too many digits.");
    }

    private static CheckedIdentifier TaxNumber(string value, string? country)
    {
        var check = TaxId.Check(value, country);
        return check.Valid ? new(true, check.Normalized, null) : new(false, null, check.Reason);
    }

    private static CheckedIdentifier BankAccount(string value, string? country)
    {
        if (Iban.Fault(value) is { } fault)
            return new(false, null, fault);
        Iban.TryParse(value, out var iban);
        return country is null || country == iban.Country
            ? new(true, iban.Value, null)
            : new(false, iban.Value, $"It is an IBAN of {iban.Country}, not of {country}.");
    }

    private static CheckedIdentifier Vehicle(string value)
    {
        if (!Vin.TryParse(value, out var vin))
            return new(false, null, "A VIN has 17 letters and digits, without I, O and Q.");
        return vin.IsPlausible
            ? new(true, vin.Value, null)
            : new(false, vin.Value, "The ninth character is not the check digit that vehicles of its country bear.");
    }
}
