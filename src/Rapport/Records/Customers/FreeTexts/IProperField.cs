using Rapport.Formats;

namespace Rapport.Records.Customers.FreeTexts;

/// <summary>A field made for what people write into texts: the tax ID, the ways to pay.</summary>
public interface IProperField
{
    PersonalDataKind Kind { get; }

    /// <summary>As people call it, behind "move to".</summary>
    string Name { get; }

    /// <summary>Whether customers of this type have it.</summary>
    bool IsOf(CustomerType type);

    /// <summary>Puts the number there, inside the running change.</summary>
    /// <param name="number">As the text has it; of a card, which is masked, its last four digits alone.</param>
    Task Take(Customer customer, string number, CancellationToken ct);
}
