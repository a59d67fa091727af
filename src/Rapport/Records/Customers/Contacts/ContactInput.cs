using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Contacts;

/// <summary>A contact as the API and the pages write it. Absent fields stay as they are, null clears.</summary>
public sealed record ContactInput
{
    public Maybe<string> FirstName { get; init; }
    public Maybe<string> LastName { get; init; }
    public Maybe<string> Email { get; init; }
    public Maybe<string> Phone { get; init; }
    public Maybe<string> JobTitle { get; init; }
    public Maybe<ContactRole?> Role { get; init; }
    public Maybe<bool> IsPrimary { get; init; }
    public Maybe<ContactStatus> Status { get; init; }
    public Maybe<CommunicationPreference> CommunicationPreference { get; init; }
    public Maybe<bool> DoNotContact { get; init; }
    public Maybe<DateOnly?> DepartedOn { get; init; }
    public Maybe<EmailStatus> EmailStatus { get; init; }

    /// <summary>
    /// The same as a whole contact, for PUT: what is absent becomes empty. Two things stay: the flag that another contact would have to
    /// take over, and what the caller may not see.
    /// </summary>
    internal ContactInput Whole(bool seesContactData) =>
        this with
        {
            FirstName = Set(FirstName),
            LastName = Set(LastName),
            JobTitle = Set(JobTitle),
            Role = Set(Role),
            DepartedOn = Set(DepartedOn),
            DoNotContact = Set(DoNotContact),
            Email = seesContactData ? Set(Email) : Email,
            Phone = seesContactData ? Set(Phone) : Phone,
            Status = Set(Status),
            CommunicationPreference = CommunicationPreference.IsSet ? CommunicationPreference : Customers.CommunicationPreference.Any,
        };

    private static Maybe<T> Set<T>(Maybe<T> value) => value with { IsSet = true };
}
