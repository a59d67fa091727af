using System.Globalization;
using System.Text;

namespace Rapport.Formats;

/// <summary>
/// An e-mail address of the form that can be delivered to across the Internet: RFC 5321 §4.1.2 and RFC 5322 §3.4.1 without comments,
/// folding and address
/// literals, with RFC 6531 letters in the local part and IDN domains (RFC 5891) that are kept as punycode.
/// </summary>
public sealed record EmailAddress
{
    private const int LongestLocal = 64;
    private const int LongestAddress = 254;
    private const int LongestText = 1_000;
    private const string AtomSigns = "!#$%&'*+-/=?^_`{|}~";

    private static readonly IdnMapping idn = new() { UseStd3AsciiRules = true };

    private EmailAddress(string local, string domain) => (Local, Domain) = (local, domain);

    /// <summary>What stands before the @, lower-cased: every provider of note compares it so, whatever RFC 5321 permits.</summary>
    public string Local { get; }

    /// <summary>The domain as ASCII in lower case: "xn--mller-kva.example".</summary>
    public string Domain { get; }

    /// <summary>The form to store and compare: at most 254 characters.</summary>
    public string Normalized => $"{Local}@{Domain}";

    /// <summary>
    /// Reads one address with nothing around it but white space. Never throws; time grows linearly with the text, of which over 1,000
    /// characters are refused.
    /// </summary>
    public static bool TryParse(string? text, out EmailAddress address)
    {
        address = null!;
        if (text is null || text.Length > LongestText)
        {
            return false;
        }

        var trimmed = text.AsSpan().Trim();
        var at = trimmed.LastIndexOf('@');
        if (at < 1 || !IsLocal(trimmed[..at]) || Ascii(trimmed[(at + 1)..]) is not { } domain || !IsDomain(domain))
        {
            return false;
        }

        var read = new EmailAddress(Folded(trimmed[..at]), domain);
        if (Encoding.UTF8.GetByteCount(read.Local) > LongestLocal || Encoding.UTF8.GetByteCount(read.Normalized) > LongestAddress)
        {
            return false;
        }

        address = read;
        return true;
    }

    public override string ToString() => Normalized;

    private static bool IsLocal(ReadOnlySpan<char> local) =>
        local is ['"', _, .., '"']
            ? IsQuoted(local[1..^1])
            : IsDotted(local, sign => char.IsAsciiLetterOrDigit(sign) || AtomSigns.Contains(sign) || IsForeign(sign));

    private static bool IsQuoted(ReadOnlySpan<char> content)
    {
        for (var index = 0; index < content.Length; index++)
        {
            var sign = content[index];
            var isEscape = sign == '\\' && index + 1 < content.Length && content[index + 1] is >= ' ' and <= '~';
            if (!isEscape && (sign is '"' or '\\' || !(sign is >= ' ' and <= '~' || IsForeign(sign))))
            {
                return false;
            }

            index += isEscape ? 1 : 0;
        }

        return content.Length > 0;
    }

    private static bool IsDomain(string domain)
    {
        var top = domain[(domain.LastIndexOf('.') + 1)..];
        return domain.Contains('.')
            && IsDotted(domain, sign => char.IsAsciiLetterOrDigit(sign) || sign == '-')
            && top.Length >= 2
            && !top.All(char.IsAsciiDigit)
            && Array.TrueForAll(domain.Split('.'), label => label is { Length: <= 63 } and not ['-', ..] and not [.., '-']);
    }

    // No dot at either end and no two together.
    private static bool IsDotted(ReadOnlySpan<char> text, Func<char, bool> isAtom)
    {
        var before = '.';
        foreach (var sign in text)
        {
            if (sign == '.' ? before == '.' : !isAtom(sign))
            {
                return false;
            }

            before = sign;
        }

        return before != '.';
    }

    // Letters, marks and digits of any script (RFC 6531); not the look-alikes of spaces, dots and controls.
    private static bool IsForeign(char sign) =>
        sign >= '\u0080'
        && (
            char.IsLetterOrDigit(sign)
            || char.IsSurrogate(sign)
            || char.GetUnicodeCategory(sign) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        );

    private static string? Ascii(ReadOnlySpan<char> domain)
    {
        if (domain.Length is 0 or > 255)
        {
            return null;
        }

        var text = domain.ToString();
        if (System.Text.Ascii.IsValid(domain))
        {
            return text.ToLowerInvariant();
        }

        try
        {
            return idn.GetAscii(text.Normalize(NormalizationForm.FormC)).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Folded(ReadOnlySpan<char> local)
    {
        var text = local.ToString();
        try
        {
            return text.Normalize(NormalizationForm.FormC).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return text.ToLowerInvariant();
        }
    }
}
