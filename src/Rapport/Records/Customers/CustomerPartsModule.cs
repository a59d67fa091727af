using Rapport.Platform.Data;
using Rapport.Platform.Jobs;
using Rapport.Platform.Web;
using Rapport.Records.Customers.Actions;
using Rapport.Records.Customers.Addresses;
using Rapport.Records.Customers.Contacts;
using Rapport.Records.Customers.ExternalIds;
using Rapport.Records.Customers.Fields;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Customers.Identifiers;
using Rapport.Records.Customers.Relationships;
using Rapport.Records.Customers.Tags;
using Rapport.Records.Customers.Team;
using Rapport.Records.Customers.Views;
using Rapport.Trust.Identity.Users;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>All that belongs to customers: contacts, addresses, relationships, labels, teams, views and actions on many at once.</summary>
internal static class CustomerPartsModule
{
    public static void AddCustomerParts(this IServiceCollection services)
    {
        services.AddScoped<CustomerParts>().AddScoped<PartReads>().AddScoped<OneFlagged>().AddScoped<ArchiveParts>();
        services.AddScoped<WriteContact>().AddScoped<AddContact>().AddScoped<EditContact>().AddScoped<ArchiveContact>();
        services.AddGeocoding();
        services
            .AddScoped<FlagPersonalData>()
            .AddScoped<FindFlags>()
            .AddScoped<ReviewFlag>()
            .AddScoped<MovePersonalData>()
            .AddScoped<IProperField, TaxIdField>();
        services.AddSingleton(
            new NavItem("Customers", "Data protection", FlagRoutes.Page, "shield", 130, Words.Of(Permission.ReviewPersonalData))
        );
        services.AddScoped<WriteAddress>().AddScoped<AddAddress>().AddScoped<EditAddress>().AddScoped<ArchiveAddress>();
        services.AddScoped<WriteRelationship>().AddScoped<RelateCustomers>().AddScoped<EditRelationship>().AddScoped<OpenHierarchy>();
        services
            .AddScoped<TagCatalogue>()
            .AddScoped<FindTags>()
            .AddScoped<CreateTag>()
            .AddScoped<RenameTag>()
            .AddScoped<DeleteTag>()
            .AddScoped<MergeTags>()
            .AddScoped<TagCustomer>();
        services.AddScoped<EditCustomField>().AddScoped<MapExternalId>().AddScoped<EditView>().AddScoped<EditTeam>();
        services
            .AddScoped<BulkRequests>()
            .AddScoped<ActOnMany>()
            .AddScoped<UndoAction>()
            .AddScoped<AssignMany>()
            .AddScoped<TagMany>()
            .AddScoped<ArchiveMany>();
        services
            .AddScoped<IFollowChanges, HandOver>()
            .AddScoped<IHeldByUser, HeldCustomers>()
            .AddScoped<Func<Changes>>(provider => provider.GetRequiredService<Changes>);
    }

    private static void AddGeocoding(this IServiceCollection services)
    {
        var address = GeocoderAddress.FromEnvironment();
        services.AddSingleton(address).AddScoped<Geocoder>().AddScoped<GeocodeLater>();
        services
            .AddHttpClient(Geocoder.Client, Geocoder.Configure)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    ConnectTimeout = TimeSpan.FromSeconds(5),
                }
            );
        // A node that cannot ask leaves the question to one that can.
        if (address.Url is not null)
            services.AddJob<GeocodeAddress, GeocodeAddress.Arguments>();
    }

    public static void MapCustomerParts(this IEndpointRouteBuilder app)
    {
        ContactRoutes.Map(app);
        AddressRoutes.Map(app);
        RelationshipRoutes.Map(app);
        TagRoutes.Map(app);
        CustomFieldRoutes.Map(app);
        ExternalIdRoutes.Map(app);
        TeamRoutes.Map(app);
        ViewRoutes.Map(app);
        ActionRoutes.Map(app);
        IdentifierRoutes.Map(app);
        FlagRoutes.Map(app);
    }
}
