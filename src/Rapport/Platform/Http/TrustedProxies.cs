using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Rapport.Platform.Http;

/// <summary>
/// Which proxies may say for whom they ask, and how they were reached: those that <c>RAPPORT_PROXIES</c> names, addresses or networks such
/// as 10.0.0.0/8 with commas between. From anybody else, and without the setting, forwarded headers are ignored.
/// </summary>
internal static class TrustedProxies
{
    public const string Setting = "RAPPORT_PROXIES";

    public static void AddTrustedProxies(this IServiceCollection services, string? setting)
    {
        var networks = Read(setting);
        // After everything else: the framework has a switch of its own, which would trust anybody.
        services.PostConfigure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders =
                networks.Count == 0
                    ? ForwardedHeaders.None
                    : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in networks)
                options.KnownIPNetworks.Add(network);
            // As many as stand in a row, as long as each of them is named.
            options.ForwardLimit = null;
        });
    }

    private static List<IPNetwork> Read(string? setting) =>
        [
            .. (setting ?? "")
                .Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries)
                .Select(text =>
                    IPNetwork.TryParse(text, out var network) ? network
                    : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
                    : throw new FormatException(
                        $"{Setting} must name addresses or networks, such as 10.0.0.7 or 10.0.0.0/8, with commas between; "
                            + $"'{text}' is neither."
                    )
                ),
        ];
}
