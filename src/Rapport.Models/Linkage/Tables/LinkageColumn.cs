namespace Rapport.Models.Linkage.Tables;

/// <summary>What the values of a column are, as far as comparing them needs to know.</summary>
public enum ColumnKind
{
    /// <summary>Full names of persons, or names of places: a few words, spelled in many ways.</summary>
    Name,

    /// <summary>Given names.</summary>
    GivenName,

    /// <summary>Family names.</summary>
    Surname,

    /// <summary>Days, in any usual notation.</summary>
    Date,

    /// <summary>Phone and fax numbers in any grouping.</summary>
    Phone,

    /// <summary>E-mail addresses.</summary>
    Email,

    /// <summary>Postcodes: short codes that many share.</summary>
    Postcode,

    /// <summary>Amounts and measures, where near is nearly equal.</summary>
    Number,

    /// <summary>Numbers and codes that name one thing, where only typing errors are near.</summary>
    Identifier,

    /// <summary>Names of organizations, products or works: words of unequal weight.</summary>
    Organization,

    /// <summary>Street addresses, whose numbers must agree.</summary>
    Address,

    /// <summary>Longer text.</summary>
    Text,

    /// <summary>A few values that repeat.</summary>
    Category,
}

/// <summary>A column that is compared.</summary>
/// <param name="Position">Its place in the rows, from 0.</param>
/// <param name="Filled">How many rows have a value.</param>
/// <param name="Distinct">How many different values there are once normalised.</param>
public sealed record LinkageColumn(string Name, int Position, ColumnKind Kind, int Filled, int Distinct);
