using System.Globalization;
using System.Runtime.CompilerServices;

namespace Rapport.Models.Linkage;

/// <summary>The level of agreement of every field of a pair, with the values that were compared.</summary>
internal struct Comparison
{
    private Findings findings;

    public readonly Finding this[LinkageField field] => findings[(int)field];

    public static Comparison Of(Traits a, Traits b, LevelWeights weights, TermFrequencies? frequencies)
    {
        var comparison = default(Comparison);
        ref var findings = ref comparison.findings;
        var asOrganization = a.IsOrganization || b.IsOrganization;
        var name = NameComparison.Compare(a, b, asOrganization, frequencies);
        findings[(int)(asOrganization ? LinkageField.OrganizationName : LinkageField.Name)] = new(
            name.Agreement,
            a.Name,
            b.Name,
            name.RarityBits
        );
        if (!asOrganization && name.Agreement is Agreement.Partial or Agreement.Different)
            findings[(int)LinkageField.GivenName] = new(NameComparison.GivenNames(a, b), a.Name, b.Name);
        findings[(int)LinkageField.Email] = Emails(a.Emails, b.Emails);
        findings[(int)LinkageField.Phone] = Phones(a.Phones, b.Phones);
        if (a.BirthDate is { } birthOfA && b.BirthDate is { } birthOfB)
            findings[(int)LinkageField.BirthDate] = new(FieldComparisons.BirthDates(birthOfA, birthOfB), birthOfA, birthOfB);

        Addresses(ref findings, a.Addresses, b.Addresses, weights);
        findings[(int)LinkageField.TaxId] = new(FieldComparisons.TaxIds(a.TaxId, b.TaxId), a.TaxId, b.TaxId);
        findings[(int)LinkageField.ExternalId] = ExternalIds(a.ExternalIds, b.ExternalIds);
        findings[(int)LinkageField.Type] =
            a.IsOrganization == b.IsOrganization ? default : new(Agreement.Different, TypeName(a), TypeName(b));
        return comparison;
    }

    private static Finding Emails(EmailTraits[] ofA, EmailTraits[] ofB)
    {
        var best = default(Finding);
        foreach (var a in ofA)
        {
            foreach (var b in ofB)
            {
                var agreement = FieldComparisons.Emails(a, b);
                if (agreement > best.Agreement)
                    best = new(agreement, a.Raw, b.Raw);
            }
        }

        return best;
    }

    private static Finding Phones(PhoneTraits[] ofA, PhoneTraits[] ofB)
    {
        var best = default(Finding);
        foreach (var a in ofA)
        {
            foreach (var b in ofB)
            {
                var agreement = FieldComparisons.Phones(a, b);
                if (agreement > best.Agreement)
                    best = new(agreement, a.Raw, b.Raw);
            }
        }

        return best;
    }

    private static void Addresses(ref Findings findings, AddressTraits[] ofA, AddressTraits[] ofB, LevelWeights weights)
    {
        var best = (Bits: double.NegativeInfinity, Street: Agreement.Absent, Postcode: Agreement.Absent, City: Agreement.Absent);
        foreach (var a in ofA)
        {
            foreach (var b in ofB)
            {
                var street = FieldComparisons.Streets(a, b);
                var postcode = FieldComparisons.Postcodes(a, b);
                var city = FieldComparisons.Cities(a, b);
                var bits =
                    weights.Bits((int)LinkageField.Street, (int)street)
                    + weights.Bits((int)LinkageField.Postcode, (int)postcode)
                    + weights.Bits((int)LinkageField.City, (int)city);
                var candidate = (bits, street, postcode, city);
                if (candidate.CompareTo(best) <= 0)
                    continue;

                best = candidate;
                findings[(int)LinkageField.Street] = new(street, a.Raw.Street, b.Raw.Street);
                findings[(int)LinkageField.Postcode] = new(postcode, a.Raw.Postcode, b.Raw.Postcode);
                findings[(int)LinkageField.City] = new(city, a.Raw.City, b.Raw.City);
            }
        }
    }

    private static Finding ExternalIds(ExternalId[] ofA, ExternalId[] ofB)
    {
        var best = default(Finding);
        foreach (var a in ofA)
        {
            foreach (var b in ofB)
            {
                if (a.System != b.System)
                    continue;

                var agreement = a.Id == b.Id ? Agreement.Equal : Agreement.Different;
                if (agreement > best.Agreement)
                    best = new(agreement, a.Id, b.Id);
            }
        }

        return best;
    }

    private static string TypeName(Traits traits) => traits.IsOrganization ? nameof(PartyType.Organization) : nameof(PartyType.Individual);

    [InlineArray(CustomerLinkage.Fields)]
    private struct Findings
    {
        private Finding first;
    }
}

/// <summary>One field of a comparison; the values become text only when evidence is asked for.</summary>
internal readonly record struct Finding(Agreement Agreement, object? A, object? B, double RarityBits = 0)
{
    public static string Text(object? value) =>
        value is DateOnly date ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : value as string ?? "";
}
