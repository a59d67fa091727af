namespace Rapport.Platform.Web.Parts;

/// <summary>Turns a form name ("Form.Email", "custom[plate]") into an id that CSS and fragments can name.</summary>
internal static class FieldId
{
    public static string From(string name)
    {
        var letters = name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-').ToArray();
        return new string(letters).Trim('-');
    }

    public static string Error(string id) => id + "-error";

    public static string Hint(string id) => id + "-hint";
}
