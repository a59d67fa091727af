using Rapport.Platform.Events;

namespace Rapport.Records.Customers;

/// <summary>Notes what an edit changes, and leaves out what stays equal.</summary>
internal sealed class FieldChanges
{
    public Dictionary<string, FieldChange> ByField { get; } = [];

    public bool Any => ByField.Count > 0;

    /// <summary>True when the value differs; the change is then noted.</summary>
    public bool Note<T>(string field, T before, T after)
    {
        if (EqualityComparer<T>.Default.Equals(before, after))
            return false;
        ByField[field] = new FieldChange(ByField.TryGetValue(field, out var first) ? first.From : Shown(before), Shown(after));
        return true;
    }

    /// <summary>As <see cref="Note{T}"/> for free text: what people wrote into it that belongs elsewhere is not told.</summary>
    public bool NoteText(string field, string? before, string? after)
    {
        if (before == after)
            return false;
        ByField[field] = new FieldChange(
            ByField.TryGetValue(field, out var first) ? first.From : FreeTexts.FreeText.Masked(before),
            FreeTexts.FreeText.Masked(after)
        );
        return true;
    }

    /// <summary>The values after, for the event of a new record.</summary>
    public Dictionary<string, object?> After => ByField.ToDictionary(f => f.Key, f => f.Value.To);

    private static object? Shown(object? value) =>
        value switch
        {
            Enum word => Platform.Data.Words.Of(word.GetType(), word.ToString()),
            DateOnly date => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            _ => value,
        };
}
