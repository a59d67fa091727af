namespace Rapport.Platform.Data;

/// <summary>Whose data a column holds.</summary>
public enum DataSubject
{
    /// <summary>A customer, a contact of one, or somebody else that customers speak of.</summary>
    Customer,

    /// <summary>Somebody who works with Rapport.</summary>
    User,
}

/// <summary>
/// The column may hold data about a person: by its meaning, or because people write freely into it. Erasure and export go by this mark.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonalDataAttribute(DataSubject of = DataSubject.Customer) : Attribute
{
    public DataSubject Of => of;
}

/// <summary>The column holds nothing about a person: settings, words of ours, hashes of what is not guessed.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotPersonalDataAttribute : Attribute;
