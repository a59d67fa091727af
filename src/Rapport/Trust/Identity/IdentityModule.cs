using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Rapport.Trust.Identity.Branches;
using Rapport.Trust.Identity.Keys;
using Rapport.Trust.Identity.Organizations;
using Rapport.Trust.Identity.SecondFactor;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Identity.Users;

namespace Rapport.Trust.Identity;

/// <summary>Who somebody is: organizations, members of staff, and every way to sign in.</summary>
internal static class IdentityModule
{
    public static void AddIdentity(this IServiceCollection services)
    {
        services
            .AddIdentityCore<Login>(LoginOptions.Configure)
            .AddUserStore<LoginStore>()
            .AddTokenProvider<AuthenticatorTokenProvider<Login>>(TokenOptions.DefaultAuthenticatorProvider);
        // The framework's own rules are set to pass: they count kinds of characters.
        services.AddScoped<IPasswordValidator<Login>, PasswordRules>();

        services.AddDataProtection().SetApplicationName("rapport");
        services.AddSingleton<DataProtectionKeys>().AddSingleton<IConfigureOptions<KeyManagementOptions>, UseDataProtectionKeys>();

        services.AddSingleton<PublicAddress>().AddSingleton<Organizations.Organizations>().AddScoped<CreateOrganization>();
        services.AddSingleton<LoginPlaces>().AddSingleton<KnownDevices>();
        services.AddSingleton<SignInThrottle>().AddScoped<UsedCodes>().AddSingleton<SignIn>().AddScoped<OpenSession>();
        services.AddSingleton<RefreshSession>().AddScoped<EndSessions>();
        services
            .AddScoped<UserRules>()
            .AddScoped<FindUsers>()
            .AddScoped<InviteUser>()
            .AddScoped<EditUser>()
            .AddScoped<DeactivateUser>()
            .AddScoped<PreviewDeactivation>();
        services.AddSingleton<AcceptLink>().AddScoped<IssuePasswordLink>().AddScoped<ConfirmPassword>().AddScoped<ChangePassword>();
        services
            .AddScoped<IPasskeyHandler<Login>, PasskeyHandler<Login>>()
            .Configure<IdentityPasskeyOptions>(o => o.UserVerificationRequirement = "required");
        services.AddScoped<Authenticator>().AddScoped<Passkeys>().AddSingleton<PasskeyStates>().AddSingleton<SignInWithPasskey>();
        services.AddScoped<FindBranches>().AddScoped<KeepBranches>().AddScoped<KeepApiKeys>().AddScoped<FindOwnTokens>();
        services.AddSingleton<CallerCache>().AddSingleton<ResolveCaller>().AddSingleton<SeenTokens>();
    }

    public static void AddIdentityBackground(this IServiceCollection services) =>
        services.AddHostedService<FirstOrganization>().AddHostedService<ForgetCallers>().AddHostedService<WriteSeenTokens>();

    public static void MapIdentity(this IEndpointRouteBuilder app)
    {
        app.MapAuth();
        app.MapUsers();
        app.MapSecondFactor();
        app.MapBranches();
        app.MapOwnTokens();
    }
}
