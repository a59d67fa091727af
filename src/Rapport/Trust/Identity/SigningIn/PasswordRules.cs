using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>Refuses passwords that guessers try first. Length counts, mixed characters do not (NIST SP 800-63B).</summary>
public sealed class PasswordRules : IPasswordValidator<Login>
{
    public const int MinLength = 10,
        MaxLength = 200;
    private static readonly Lazy<HashSet<string>> Common = new(ReadCommon);

    public Task<IdentityResult> ValidateAsync(UserManager<Login> manager, Login user, string? password) =>
        Task.FromResult(
            Fault(password, user.Email) is { } fault
                ? IdentityResult.Failed(new IdentityError { Code = "password", Description = fault })
                : IdentityResult.Success
        );

    /// <summary>What is wrong with this password, in a sentence; null when nothing is.</summary>
    public static string? Fault(string? password, string? email)
    {
        if (password is null || password.Length < MinLength)
            return $"Use at least {MinLength} characters.";
        if (password.Length > MaxLength)
            return $"Use at most {MaxLength} characters.";
        if (Platform.Http.StorableText.Fault(password) is { } fault)
            return fault;
        var plain = password.Trim().ToLowerInvariant();
        if (plain.Distinct().Count() < 5)
            return "Use more different characters.";
        if (IsRun(plain))
            return "This is a run of neighbouring characters. Choose something less easy to guess.";
        if (
            Common.Value.Contains(plain)
            || Common.Value.Contains(plain.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '!', '.', '?'))
        )
            return "This is one of the passwords that are guessed first. Choose another.";
        var local = email?.Split('@')[0].ToLowerInvariant();
        return local is { Length: >= 4 } && plain.Contains(local) ? "It must not hold your e-mail address." : null;
    }

    private static bool IsRun(string text)
    {
        const string Rows =
            "abcdefghijklmnopqrstuvwxyz|zyxwvutsrqponmlkjihgfedcba|01234567890123456789|98765432109876543210|"
            + "qwertyuiopasdfghjklzxcvbnm|qwertzuiopasdfghjklyxcvbnm";
        return Rows.Contains(text, StringComparison.Ordinal);
    }

    private static HashSet<string> ReadCommon()
    {
        using var reader = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("CommonPasswords.txt")!);
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToHashSet(StringComparer.Ordinal);
    }
}

/// <summary>How the framework's user manager is set up here.</summary>
internal static class LoginOptions
{
    public static void Configure(IdentityOptions options)
    {
        options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
        options.User.RequireUniqueEmail = true;
        // The e-mail is the user name; its syntax is checked by Rapport.Formats.
        options.User.AllowedUserNameCharacters = null!;
        options.Password.RequiredLength = 1;
        options.Password.RequireDigit =
            options.Password.RequireLowercase =
            options.Password.RequireUppercase =
            options.Password.RequireNonAlphanumeric =
                false;
    }
}
