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
        foreach (var (kind, look) in FactLook.All)
            services.AddSingleton(
                new NavItem(
                    look.Group,
                    look.Many,
                    $"/{kind.Route}",
                    look.Icon,
                    look.Order,
                    Words.Of(kind.Read),
                    HiddenBy: kind.IsPaymentData ? Words.Of(Mask.PaymentData) : null
                )
            );
    }
}
