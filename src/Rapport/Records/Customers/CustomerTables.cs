using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Described;
using Rapport.Trust.Identity;

namespace Rapport.Records.Customers;

internal sealed class CustomerTable : IEntityTypeConfiguration<Customer>
{
    // Merged and archived customers are few and never listed by default: the indexes of lists leave them out.
    internal const string Live = "archived_at is null and merged_into_id is null";

    public void Configure(EntityTypeBuilder<Customer> customer)
    {
        customer.ToTable(
            "customers",
            t =>
            {
                t.HasCheckConstraint("ck_customers_name", "display_name <> ''");
                t.HasCheckConstraint("ck_customers_parent", "parent_id is null or parent_id <> id");
                t.HasCheckConstraint("ck_customers_merged", "merged_into_id is null or merged_into_id <> id");
            }
        );
        customer.Property(c => c.DisplayName).HasMaxLength(Customer.MaxName);
        customer.Property(c => c.NameKey).HasMaxLength(Customer.MaxName).UseBinaryCollation();
        customer.Property(c => c.Email).HasMaxLength(320);
        customer.Property(c => c.EmailKey).HasMaxLength(320).UseBinaryCollation();
        customer.Property(c => c.Phone).HasMaxLength(100);
        customer.Property(c => c.PhoneE164).HasMaxLength(20);
        foreach (var field in CustomerDescription.OfCustomer)
            field.Configure(customer);
        customer.References<Customer, Branch>(c => c.BranchId);
        customer.References<Customer, User>(c => c.OwnerId);
        customer.References<Customer, User>(c => c.CreatedById);
        customer.References<Customer, Customer>(c => c.ParentId);
        customer.References<Customer, Customer>(c => c.MergedIntoId);
        customer
            .HasIndex(c => new
            {
                c.OrganizationId,
                c.NameKey,
                c.Id,
            })
            .HasFilter(Live);
        customer
            .HasIndex(c => new
            {
                c.OrganizationId,
                c.CreatedAt,
                c.Id,
            })
            .HasFilter(Live);
        customer
            .HasIndex(c => new
            {
                c.OrganizationId,
                c.UpdatedAt,
                c.Id,
            })
            .HasFilter(Live);
        customer
            .HasIndex(c => new
            {
                c.OrganizationId,
                c.RegisteredOn,
                c.Id,
            })
            .HasFilter(Live);
        customer
            .HasIndex(c => new
            {
                c.OrganizationId,
                c.Status,
                c.NameKey,
                c.Id,
            })
            .HasFilter(Live);
        customer
            .HasIndex(c => new
            {
                c.OrganizationId,
                c.Type,
                c.NameKey,
                c.Id,
            })
            .HasFilter(Live);
        customer.HasIndex(c => new
        {
            c.OrganizationId,
            c.OwnerId,
            c.Status,
            c.NameKey,
            c.Id,
        });
        customer.HasIndex(c => new
        {
            c.OrganizationId,
            c.BranchId,
            c.NameKey,
            c.Id,
        });
        // Few customers have a parent or were merged; the index holds these alone.
        customer.HasIndex(c => new { c.OrganizationId, c.ParentId }).HasFilter("parent_id is not null");
        customer.HasIndex(c => new { c.OrganizationId, c.MergedIntoId }).HasFilter("merged_into_id is not null");
        customer
            .HasIndex(c => new
            {
                c.OrganizationId,
                c.ArchivedAt,
                c.Id,
            })
            .HasFilter("archived_at is not null");
        // One index for both would be of all customers, and has to be written with each.
        customer
            .HasIndex(c => new
            {
                c.OrganizationId,
                c.NameKey,
                c.Id,
                c.ArchivedAt,
            })
            .HasFilter("archived_at is not null and merged_into_id is null");
    }
}

internal sealed class ContactTable : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> contact)
    {
        contact.ToTable("contacts");
        contact.Property(c => c.FirstName).HasMaxLength(100);
        contact.Property(c => c.LastName).HasMaxLength(100);
        contact.Property(c => c.NameKey).HasMaxLength(Customer.MaxName).UseBinaryCollation();
        contact.Property(c => c.Email).HasMaxLength(320);
        contact.Property(c => c.EmailKey).HasMaxLength(320).UseBinaryCollation();
        contact.Property(c => c.Phone).HasMaxLength(100);
        contact.Property(c => c.PhoneE164).HasMaxLength(20);
        contact.Property(c => c.JobTitle).HasMaxLength(100);
        contact.References<Contact, Customer>(c => c.CustomerId);
        contact.HasIndex(c => new { c.OrganizationId, c.CustomerId });
        contact.HasIndex(c => new { c.OrganizationId, c.EmailKey });
        contact
            .HasIndex(c => new
            {
                c.OrganizationId,
                c.CustomerId,
                c.IsPrimary,
            })
            .IsUnique()
            .HasFilter("is_primary = true and archived_at is null");
    }
}

internal sealed class AccountTable : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.ToTable("accounts");
        foreach (var field in CustomerDescription.OfAccount)
            field.Configure(account);
        account
            .HasOne<Customer>()
            .WithOne()
            .HasForeignKey<Account>(a => new { a.OrganizationId, a.Id })
            .OnDelete(DeleteBehavior.ClientNoAction);
        account.HasIndex(a => new { a.OrganizationId, a.TaxIdIndex });
    }
}

internal sealed class AddressTable : IEntityTypeConfiguration<Address>
{
    public void Configure(EntityTypeBuilder<Address> address)
    {
        address.ToTable(
            "addresses",
            t =>
            {
                t.HasCheckConstraint("ck_addresses_latitude", "latitude is null or (latitude >= -90 and latitude <= 90)");
                t.HasCheckConstraint("ck_addresses_longitude", "longitude is null or (longitude >= -180 and longitude <= 180)");
                t.HasCheckConstraint("ck_addresses_country_length", "length(country) = 2");
            }
        );
        address.Property(a => a.StreetLine1).HasMaxLength(200).HasColumnName("street_line_1");
        address.Property(a => a.StreetLine2).HasMaxLength(200).HasColumnName("street_line_2");
        address.Property(a => a.City).HasMaxLength(100);
        address.Property(a => a.StateProvince).HasMaxLength(100);
        address.Property(a => a.PostalCode).HasMaxLength(20);
        address.Property(a => a.Country).HasMaxLength(2);
        address.References<Address, Customer>(a => a.CustomerId);
        address
            .HasIndex(a => new
            {
                a.OrganizationId,
                a.CustomerId,
                a.AddressType,
            })
            .IsUnique()
            .HasFilter("is_default = true and archived_at is null");
        address.HasIndex(a => new { a.OrganizationId, a.CustomerId });
    }
}

internal sealed class RelationshipTable : IEntityTypeConfiguration<Relationship>
{
    public void Configure(EntityTypeBuilder<Relationship> relationship)
    {
        relationship.ToTable("relationships", t => t.HasCheckConstraint("ck_relationships_not_self", "from_customer_id <> to_customer_id"));
        relationship.Property(r => r.Notes).HasMaxLength(4000);
        relationship.References<Relationship, Customer>(r => r.FromCustomerId);
        relationship.References<Relationship, Customer>(r => r.ToCustomerId);
        relationship
            .HasIndex(r => new
            {
                r.OrganizationId,
                r.FromCustomerId,
                r.ToCustomerId,
                r.RelationshipType,
            })
            .IsUnique();
        relationship.HasIndex(r => new { r.OrganizationId, r.ToCustomerId });
    }
}

internal sealed class LabelTables
    : IEntityTypeConfiguration<Tag>,
        IEntityTypeConfiguration<CustomerTag>,
        IEntityTypeConfiguration<ExternalId>,
        IEntityTypeConfiguration<TeamMember>,
        IEntityTypeConfiguration<CustomField>,
        IEntityTypeConfiguration<CustomFieldValue>
{
    public void Configure(EntityTypeBuilder<Tag> tag)
    {
        tag.ToTable("tags");
        tag.Property(t => t.Name).HasMaxLength(60);
        tag.Property(t => t.NameKey).HasMaxLength(60).UseBinaryCollation();
        tag.HasIndex(t => new { t.OrganizationId, t.NameKey }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<CustomerTag> given)
    {
        given.ToTable("customer_tags");
        given.References<CustomerTag, Customer>(g => g.CustomerId);
        given.References<CustomerTag, Tag>(g => g.TagId);
        given
            .HasIndex(g => new
            {
                g.OrganizationId,
                g.CustomerId,
                g.TagId,
            })
            .IsUnique();
        given.HasIndex(g => new
        {
            g.OrganizationId,
            g.TagId,
            g.CustomerId,
        });
    }

    public void Configure(EntityTypeBuilder<ExternalId> external)
    {
        external.ToTable("external_ids");
        external.Property(e => e.System).HasMaxLength(60);
        external.Property(e => e.Value).HasMaxLength(200).UseBinaryCollation();
        external.References<ExternalId, Customer>(e => e.CustomerId);
        external
            .HasIndex(e => new
            {
                e.OrganizationId,
                e.System,
                e.Value,
            })
            .IsUnique();
        external.HasIndex(e => new { e.OrganizationId, e.CustomerId });
    }

    public void Configure(EntityTypeBuilder<TeamMember> member)
    {
        member.ToTable("team_members");
        member.References<TeamMember, Customer>(m => m.CustomerId);
        member.References<TeamMember, User>(m => m.UserId);
        member
            .HasIndex(m => new
            {
                m.OrganizationId,
                m.CustomerId,
                m.UserId,
            })
            .IsUnique();
        member.HasIndex(m => new
        {
            m.OrganizationId,
            m.UserId,
            m.CustomerId,
        });
    }

    public void Configure(EntityTypeBuilder<CustomField> field)
    {
        field.ToTable("custom_fields");
        field.Property(f => f.Key).HasMaxLength(60);
        field.Property(f => f.Label).HasMaxLength(100);
        field.HasIndex(f => new { f.OrganizationId, f.Key }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<CustomFieldValue> value)
    {
        value.ToTable("custom_field_values");
        value.Property(v => v.Value).HasMaxLength(2000).UseBinaryCollation();
        value.References<CustomFieldValue, Customer>(v => v.CustomerId);
        value.References<CustomFieldValue, CustomField>(v => v.FieldId);
        value.HasIndex(v => new
        {
            v.OrganizationId,
            v.CustomerId,
            v.FieldId,
        });
        // A text longer than any filter asks for would not fit into a page of the index.
        value
            .HasIndex(v => new
            {
                v.OrganizationId,
                v.FieldId,
                v.Value,
                v.CustomerId,
            })
            .HasFilter("length(value) <= 400");
    }
}

public static class CustomerDoors
{
    extension(RapportDb db)
    {
        public DbSet<Customer> Customers => db.Set<Customer>();
        public DbSet<Contact> Contacts => db.Set<Contact>();
        public DbSet<Account> Accounts => db.Set<Account>();
        public DbSet<Address> Addresses => db.Set<Address>();
        public DbSet<Relationship> Relationships => db.Set<Relationship>();
        public DbSet<Tag> Tags => db.Set<Tag>();
        public DbSet<CustomerTag> CustomerTags => db.Set<CustomerTag>();
        public DbSet<ExternalId> ExternalIds => db.Set<ExternalId>();
        public DbSet<TeamMember> TeamMembers => db.Set<TeamMember>();
        public DbSet<CustomField> CustomFields => db.Set<CustomField>();
        public DbSet<CustomFieldValue> CustomFieldValues => db.Set<CustomFieldValue>();
        public DbSet<DuplicatePair> DuplicatePairs => db.Set<DuplicatePair>();
        public DbSet<SavedView> SavedViews => db.Set<SavedView>();
    }
}
