using Rapport.Platform.Data;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Trust;

public sealed class RuleTests
{
    private static Grants Of(Permission permission, Scope scope, params Mask[] masks) =>
        new(new Dictionary<Permission, Scope> { [permission] = scope }, masks.ToHashSet());

    [Fact, Trait("Spec", "SEC-1")]
    public void Several_roles_reach_as_far_as_the_widest() =>
        Assert.Equal(
            Scope.All,
            Grants.Of([Of(Permission.ReadCustomers, Scope.Own), Of(Permission.ReadCustomers, Scope.All)]).Scopes[Permission.ReadCustomers]
        );

    [Fact, Trait("Spec", "SEC-1")]
    public void A_role_for_something_else_uncovers_nothing()
    {
        var analyst = Of(Permission.ReadCustomers, Scope.All, Mask.TaxId, Mask.ContactData);
        Assert.Equal([Mask.ContactData, Mask.TaxId], Grants.Of([analyst, Of(Permission.ReadAudit, Scope.All)]).Masks.Order());
        Assert.Equal([Mask.ContactData, Mask.TaxId], Grants.Of([analyst, Of(Permission.ReadCustomers, Scope.Own)]).Masks.Order());
        Assert.Equal([Mask.TaxId], Grants.Of([analyst, Of(Permission.ReadCustomers, Scope.All, Mask.TaxId)]).Masks);
    }

    [Fact, Trait("Spec", "SEC-1")]
    public void Only_what_one_has_covers_what_one_gives()
    {
        var mine = Of(Permission.ReadCustomers, Scope.Branch, Mask.TaxId);
        Assert.True(mine.Cover(Of(Permission.ReadCustomers, Scope.Own, Mask.TaxId)));
        Assert.False(mine.Cover(Of(Permission.ReadCustomers, Scope.All, Mask.TaxId)));
        Assert.False(mine.Cover(Of(Permission.ReadCustomers, Scope.Own)));
        Assert.False(mine.Cover(Of(Permission.ReadAudit, Scope.Own)));
    }

    [Fact]
    public void A_permission_that_is_no_longer_known_grants_nothing() =>
        Assert.Equal(
            [Permission.ReadCustomers],
            Grants.Read("""{"customers.read":"all","rockets.launch":"all"}""", """["tax_id","moon_phase"]""").Scopes.Keys
        );

    [Theory, Trait("Spec", "PLT-15")]
    [InlineData("/customers?search=a", "/customers?search=a")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/sign-in?return=/sign-in", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void After_signing_in_one_lands_on_our_own_pages(string? wanted, string url) => Assert.Equal(url, LocalUrl.Of(wanted));

    [Theory, Trait("Spec", "PLT-12")]
    [InlineData("short", false)]
    [InlineData("password123", false)]
    [InlineData("Welcome2026!", false)]
    [InlineData("aaaaaaaaaaaaaa", false)]
    [InlineData("0123456789", false)]
    [InlineData("qwertyuiopas", false)]
    [InlineData("ada.lovelace99", false)]
    [InlineData("a fine long phrase", true)]
    [InlineData("wörter, die keiner rät", true)]
    public void Passwords_that_are_guessed_first_are_refused(string password, bool good) =>
        Assert.Equal(good, PasswordRules.Fault(password, "ada.lovelace@example.org") is null);

    [Fact]
    public void A_token_carries_its_organization_and_no_two_are_equal()
    {
        var organization = Ids.Next();
        var made = Token.Make(TokenKind.Session, organization);
        Assert.Equal(organization, Token.Read(made.Text)!.OrganizationId);
        Assert.NotEqual(made.Text, Token.Make(TokenKind.Session, organization).Text);
        Assert.DoesNotContain(made.Text[5..], made.ToString(), StringComparison.Ordinal);
        Assert.Null(Token.Read(made.Text, TokenKind.Refresh));
        Assert.Null(Token.Read(made.Text[..^1]));
    }
}
