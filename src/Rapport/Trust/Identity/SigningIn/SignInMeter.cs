using System.Diagnostics.Metrics;
using Rapport.Platform.Observability;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>Counts sign-ins by their method (password, code, passkey) and whether they succeeded.</summary>
internal static class SignInMeter
{
    private static readonly Counter<long> Attempts = RapportMeter.Counter("rapport.sign_ins", "Attempts to sign in");

    public static void Succeeded(string method) => Count(method, "ok");

    public static void Failed(string method) => Count(method, "failed");

    private static void Count(string method, string outcome) => Attempts.Add(1, new("method", method), new("outcome", outcome));
}
