using System.Globalization;

namespace Rapport.Insight.Workbench;

/// <summary>
/// Numbers as people and programs write them, read a column at a time: one value alone does not tell a decimal comma from one between
/// thousands.
/// </summary>
internal sealed class NumberText
{
    private static readonly string[] Missing = ["na", "n/a", "nan", "null", "none", "?", "-", "#n/a", "\\N"];

    private readonly bool hasDecimalComma;

    private NumberText(bool hasDecimalComma) => this.hasDecimalComma = hasDecimalComma;

    public static NumberText Of(IEnumerable<string> values) => new(values.Any(IsDecimalComma));

    /// <summary>Nothing, and the words that programs write for it.</summary>
    public static bool IsMissing(string value)
    {
        var text = value.AsSpan().Trim();
        if (text.Length is 0 or > 4)
            return text.Length == 0;
        foreach (var word in Missing)
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>Null when it is no number, or not a finite one.</summary>
    public double? Read(string value)
    {
        var text = value.AsSpan().Trim().Trim("$€£¥%");
        if (hasDecimalComma && text.Contains(','))
            text = text.ToString().Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        return
            double.TryParse(
                text,
                NumberStyles.Float | NumberStyles.AllowThousands | NumberStyles.AllowParentheses,
                CultureInfo.InvariantCulture,
                out var number
            ) && double.IsFinite(number)
            ? number
            : null;
    }

    private static bool IsDecimalComma(string value)
    {
        var comma = value.LastIndexOf(',');
        if (comma < 0)
            return false;
        var point = value.LastIndexOf('.');
        return point >= 0
            ? point < comma
            : value.IndexOf(',', StringComparison.Ordinal) == comma && value.AsSpan(comma + 1).TrimEnd().Length != 3;
    }
}
