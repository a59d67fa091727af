using Rapport.Platform.Data;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts.Pages;

/// <summary>The pages of facts and where they stand in the navigation.</summary>
internal static class FactPages
{
    public static void AddFactPages(this IServiceCollection services)
    {
        services.AddScoped<RelatedFacts>();
        foreach (var kind in FactKind.All.Where(k => k.HasPage))
            services.AddSingleton(
                new NavItem(
                    kind.Page!.Group,
                    kind.Page.Many,
                    $"/{kind.Route}",
                    kind.Page.Icon,
                    kind.Page.Order,
                    Words.Of(kind.Read),
                    HiddenBy: kind.IsPaymentData ? Words.Of(Mask.PaymentData) : null
                )
            );
    }
}
