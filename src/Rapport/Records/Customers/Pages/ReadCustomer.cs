using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Addresses;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

public sealed record ContactLine(
    Guid Id,
    string Name,
    string? JobTitle,
    ContactRole? Role,
    string? Email,
    string? Phone,
    string? PhoneE164,
    bool IsPrimary,
    ContactStatus Status,
    bool DoNotContact
);

public sealed record AddressLine(
    Guid Id,
    AddressType Type,
    bool IsDefault,
    string Street,
    string? Street2,
    string City,
    string? State,
    string? PostalCode,
    string Country,
    double? Latitude,
    double? Longitude,
    GeoPrecision? Precision
)
{
    public string InOneLine =>
        string.Join(", ", new[] { Street, Street2, $"{City} {PostalCode}".Trim() }.Where(part => !string.IsNullOrEmpty(part)));
}

/// <param name="Says">How this customer stands to the other, such as "Parent of".</param>
/// <param name="Name">Null of a customer whom the caller may not see.</param>
public sealed record RelationLine(
    Guid Id,
    string Says,
    Guid OtherId,
    string? Name,
    bool IsOrganization,
    DateOnly? Since,
    DateOnly? Until,
    string? Notes
);

public sealed record TeamLine(string Name, TeamRole Role);

/// <summary>What a customer's page shows of the record itself and its parts.</summary>
public sealed record CustomerSheet(
    CustomerView View,
    IReadOnlyList<ContactLine> Contacts,
    IReadOnlyList<AddressLine> Addresses,
    IReadOnlyList<RelationLine> Relations,
    IReadOnlyList<TeamLine> Team,
    IReadOnlyList<CustomField> Fields
);

/// <summary>Reads the record with its parts for its page, in one round trip.</summary>
internal sealed class ReadCustomer(Reads reads, OpenCustomer open, Access access, CustomerAccess customers)
{
    private const int Most = 200;

    public async Task<CustomerSheet> Run(Guid id, CancellationToken ct)
    {
        var (contacts, addresses, relations, team) = (
            new List<ContactLine>(),
            new List<AddressLine>(),
            new List<RelationLine>(),
            new List<TeamLine>()
        );
        var fields = new List<CustomField>();
        var view = await open.Run(
            id,
            ct,
            Contacts(id, contacts),
            Addresses(id, addresses),
            Relations(id, relations),
            Team(id, team),
            Statement.Into(
                fields,
                $"""
                select key, label, type from custom_fields where organization_id = {reads.Tenant} and archived_at is null order by position
                """,
                row => new CustomField
                {
                    Key = row.Text(0),
                    Label = row.Text(1),
                    Type = Words.Parse<CustomFieldType>(row.Text(2)),
                }
            )
        );
        return new CustomerSheet(view, contacts, addresses, relations, team, fields);
    }

    private Statement Contacts(Guid id, List<ContactLine> into)
    {
        var sees = access.Sees(Mask.ContactData);
        return Statement.Into(
            into,
            $"""
            select id, first_name, last_name, job_title, role, email, phone, phone_e164, is_primary, status, do_not_contact from contacts
            where organization_id = {reads.Tenant} and customer_id = {id} and archived_at is null order by is_primary desc, name_key, id
            limit {Most}
            """,
            row => new ContactLine(
                row.Id(0),
                $"{row.Text(1)} {row.Text(2)}".Trim(),
                row.TextOrNull(3),
                row.TextOrNull(4) is { } role ? Words.Parse<ContactRole>(role) : null,
                sees ? row.TextOrNull(5) : null,
                sees ? row.TextOrNull(6) : null,
                sees ? row.TextOrNull(7) : null,
                row.Truth(8),
                Words.Parse<ContactStatus>(row.Text(9)),
                row.Truth(10)
            )
        );
    }

    private Statement Addresses(Guid id, List<AddressLine> into) =>
        Statement.Into(
            into,
            $"""
            select id, address_type, is_default, street_line_1, street_line_2, city, state_province, postal_code, country, latitude,
              longitude, geo_precision from addresses
            where organization_id = {reads.Tenant} and customer_id = {id} and archived_at is null order by {PrimaryAddress.First(
                reads.Tenant,
                id
            )} limit {Most}
            """,
            row => new AddressLine(
                row.Id(0),
                Words.Parse<AddressType>(row.Text(1)),
                row.Truth(2),
                row.Text(3),
                row.TextOrNull(4),
                row.Text(5),
                row.TextOrNull(6),
                row.TextOrNull(7),
                row.Text(8),
                row.DoubleOrNull(9),
                row.DoubleOrNull(10),
                row.TextOrNull(11) is { } precision ? Words.Parse<GeoPrecision>(precision) : null
            )
        );

    private Statement Relations(Guid id, List<RelationLine> into) =>
        Statement.Into(
            into,
            $"""
            select r.id, r.relationship_type, r.from_customer_id, o.id, case when {customers.Visible(
                Permission.ReadCustomers,
                "o"
            )} then o.display_name end, o.type, r.start_date, r.end_date, r.notes
            from relationships r
            join customers o on o.organization_id = r.organization_id and o.id = case when r.from_customer_id = {id} then r.to_customer_id
            else r.from_customer_id end
            where r.organization_id = {reads.Tenant} and (r.from_customer_id = {id} or r.to_customer_id = {id}) and r.archived_at is null
              and o.merged_into_id is null
            order by r.relationship_type, o.name_key, r.id limit {Most}
            """,
            row => new RelationLine(
                row.Id(0),
                Says(Words.Parse<RelationshipType>(row.Text(1)), row.Id(2) == id),
                row.Id(3),
                row.TextOrNull(4),
                row.Text(5) == "organization",
                row.DateOrNull(6),
                row.DateOrNull(7),
                row.TextOrNull(8)
            )
        );

    private Statement Team(Guid id, List<TeamLine> into) =>
        Statement.Into(
            into,
            $"""
            select u.name, m.role from team_members m join users u on u.organization_id = m.organization_id and u.id = m.user_id
            where m.organization_id = {reads.Tenant} and m.customer_id = {id} order by u.name, m.id limit {Most}
            """,
            row => new TeamLine(row.Text(0), Words.Parse<TeamRole>(row.Text(1)))
        );

    private static string Says(RelationshipType type, bool isFrom) =>
        (type, isFrom) switch
        {
            (RelationshipType.ParentChild, true) => "Parent of",
            (RelationshipType.ParentChild, false) => "Belongs to",
            (RelationshipType.Subsidiary, true) => "Subsidiary of",
            (RelationshipType.Subsidiary, false) => "Has subsidiary",
            (RelationshipType.Referral, true) => "Referred",
            (RelationshipType.Referral, false) => "Referred by",
            (RelationshipType.Reseller, true) => "Resells for",
            (RelationshipType.Reseller, false) => "Resold by",
            _ => "Partner of",
        };
}
