namespace Rapport.Platform.Web.Parts;

/// <summary>What a state means for the reader; never decoration.</summary>
public enum Tone
{
    None,
    Good,
    Warn,
    Bad,
    Accent,
}

public enum ButtonKind
{
    Plain,
    Primary,
    Ghost,
    Danger,
}

public enum AvatarSize
{
    Normal,
    Small,
    Medium,
    Large,
}

public enum SortOrder
{
    None,
    Ascending,
    Descending,
}

public sealed record Choice(string Value, string Title);

/// <summary>Something wrong with a field, as the summary and the field itself show it.</summary>
public sealed record FieldError(string Field, string Label, string Message);

public sealed record Crumb(string Title, string Url);

internal static class Classes
{
    public static string Of(Tone tone) =>
        tone switch
        {
            Tone.Good => "good",
            Tone.Warn => "warn",
            Tone.Bad => "bad",
            Tone.Accent => "accent",
            _ => "",
        };

    public static string Join(params ReadOnlySpan<string?> names)
    {
        var joined = "";
        foreach (var name in names)
            if (!string.IsNullOrEmpty(name))
                joined = joined.Length == 0 ? name : joined + " " + name;
        return joined;
    }
}
