using Rapport.Platform.Data;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Pages;

/// <summary>The words of the API as people read them.</summary>
internal static class Labels
{
    public static string Of(Permission permission)
    {
        var word = Words.Of(permission).Split('.');
        var what = word[0].Replace('_', ' ');
        return $"{char.ToUpperInvariant(what[0])}{what[1..]}: {word[1]}";
    }

    public static string Of(Scope scope) =>
        scope switch
        {
            Scope.Own => "Own records",
            Scope.Branch => "Own branch",
            _ => "Everything",
        };

    public static string Of(Mask mask) =>
        mask switch
        {
            Mask.ContactData => "Contact data",
            Mask.TaxId => "Tax IDs",
            _ => "Payment data",
        };

    public static string Of(UserStatus status) => status.ToString();
}
