using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

[Trait("Spec", "CUS-4")]
public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ada@example.com", "ada@example.com")]
    [InlineData("  Ada.Lovelace+news@Example.COM ", "ada.lovelace+news@example.com")]
    [InlineData("o'hara_{x}@sub.example.co.uk", "o'hara_{x}@sub.example.co.uk")]
    [InlineData("\"a b@c\"@example.com", "\"a b@c\"@example.com")]
    [InlineData("jörg@müller.example", "jörg@xn--mller-kva.example")]
    [InlineData("用户@例子.测试", "用户@xn--fsqu00a.xn--0zwm56d")]
    [InlineData("x@xn--mller-kva.example", "x@xn--mller-kva.example")]
    [InlineData("1@2.museum", "1@2.museum")]
    public void An_address_is_kept_in_one_form(string text, string normalized)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(normalized, address.Normalized);
        Assert.Equal(normalized[(normalized.LastIndexOf('@') + 1)..], address.Domain);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("@example.com")]
    [InlineData("ada@")]
    [InlineData("ada@example")]
    [InlineData("ada@@example.com")]
    [InlineData("ada@b@example.com")]
    [InlineData(".ada@example.com")]
    [InlineData("ada.@example.com")]
    [InlineData("a..da@example.com")]
    [InlineData("a da@example.com")]
    [InlineData("ada@exam ple.com")]
    [InlineData("ada@example..com")]
    [InlineData("ada@.example.com")]
    [InlineData("ada@example.com.")]
    [InlineData("ada@-example.com")]
    [InlineData("ada@example-.com")]
    [InlineData("ada@exa_mple.com")]
    [InlineData("ada@127.0.0.1")]
    [InlineData("ada@[127.0.0.1]")]
    [InlineData("ada@example.c")]
    [InlineData("\"a\"b\"@example.com")]
    [InlineData("Ada <ada@example.com>")]
    [InlineData("ada@example.com, grace@example.com")]
    [InlineData("ada\u200B@example.com")]
    [InlineData("ada@example\n.com")]
    public void What_cannot_be_delivered_to_is_refused(string? text)
    {
        Assert.False(EmailAddress.TryParse(text, out _));
    }

    [Fact]
    public void The_lengths_of_RFC_5321_are_kept()
    {
        var label = new string('a', 63);

        Assert.True(EmailAddress.TryParse(new string('x', 64) + "@example.com", out _));
        Assert.False(EmailAddress.TryParse(new string('x', 65) + "@example.com", out _));
        Assert.True(EmailAddress.TryParse($"x@{label}.example", out _));
        Assert.False(EmailAddress.TryParse($"x@a{label}.example", out _));
        Assert.False(EmailAddress.TryParse($"xx@{label}.{label}.{label}.{new string('a', 61)}", out _));
    }

    [Fact]
    public void A_hostile_text_costs_no_more_than_another()
    {
        var endless = new string('a', 10_000_000) + "@";
        var dotted = string.Concat(Enumerable.Repeat("a.", 499)) + "@";
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.False(EmailAddress.TryParse(endless, out _));
        Assert.False(EmailAddress.TryParse(dotted, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }
}
