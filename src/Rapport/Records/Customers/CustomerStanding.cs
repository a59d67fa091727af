namespace Rapport.Records.Customers;

/// <summary>
/// Where a customer stands is kept by a later module, and the status follows from it: whoever writes a status asks that module, which
/// moves the customer by its rules or refuses.
/// </summary>
public abstract class CustomerStanding
{
    /// <summary>A new customer that is not stored yet begins with this status.</summary>
    public abstract void Begin(Customer customer, CustomerStatus written);

    /// <summary>Inside the running change, of a customer that this scope saves afterwards.</summary>
    public abstract Task Write(Customer customer, CustomerStatus written, CancellationToken ct);

    /// <summary>
    /// Gives back the status that an import wrote over; false where the customer has moved since, and its status follows from where it
    /// stands now.
    /// </summary>
    public abstract Task<bool> TakeBack(Customer customer, CustomerStatus was, CancellationToken ct);
}
