using Rapport.Platform.Data;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Columns;
using Rapport.Records.Facts;
using Rapport.Records.Import.Undo;

namespace Rapport.Records.Import.Pages;

/// <summary>How pages speak of imports.</summary>
internal static class ImportWords
{
    public static string StateOf(ImportView import) =>
        import switch
        {
            { State: ImportState.Running, CancelRequested: true } => "Stopping",
            { State: ImportState.Running } => "Running",
            { State: ImportState.Finished, DryRun: true } => "Dry run done",
            { State: ImportState.Finished } => "Imported",
            { State: ImportState.Cancelled } => "Stopped",
            { State: ImportState.Failed } => "Interrupted",
            { State: ImportState.Undoing } => "Being undone",
            { State: ImportState.Undone } => "Undone",
            _ => "To be looked at",
        };

    public static Tone ToneOf(ImportView import) =>
        import.State switch
        {
            ImportState.Finished => Tone.Good,
            ImportState.Failed => Tone.Bad,
            ImportState.Running => Tone.Accent,
            ImportState.Cancelled or ImportState.Undoing => Tone.Warn,
            _ => Tone.None,
        };

    public static (Tone Tone, string Text) Guess(MappingView.Column column) =>
        column.By switch
        {
            MappedBy.Name => (Tone.Good, "By name"),
            MappedBy.Content => (Tone.Good, "By content"),
            MappedBy.Memory => (Tone.Good, "Remembered"),
            MappedBy.Choice when column.Target is not null => (Tone.Accent, "Chosen"),
            _ => (Tone.None, "Left out"),
        };

    /// <summary>"phone_2" → "Phone 2"; "address.city" → "City".</summary>
    public static string FieldName(string target)
    {
        var words = target.Replace("custom_fields.", "", StringComparison.Ordinal);
        var (group, rest) = words.IndexOf('.') is var dot and > 0 ? (words[..dot], words[(dot + 1)..]) : ("", words);
        var text =
            (
                group.StartsWith("contact", StringComparison.Ordinal) ? "Contact "
                : group.Contains('_') ? $"{group.Replace('_', ' ')} "
                : ""
            ) + rest.Replace('_', ' ');
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary>
    /// The field of the organization's own that a column of this name can be kept in; null where nothing of the name is left.
    /// </summary>
    public static string? OwnField(string column)
    {
        var key = Models.Linkage.NameFolding.Key(column, 60).Replace(' ', '_');
        return ImportTarget.MayBeMade(key) ? $"custom_fields.{key}" : null;
    }

    /// <summary>"service_visit" → "Service visits".</summary>
    public static string Plural(FactKind kind)
    {
        var text = Snake.Of(kind.Clr.Name).Replace('_', ' ');
        return char.ToUpperInvariant(text[0]) + (text.EndsWith('y') ? text[1..^1] + "ies" : text[1..] + "s");
    }

    /// <summary>"lines.unit_price" → "Line: unit price"; "customer.email" → "Customer: email".</summary>
    public static string FactFieldName(string target)
    {
        var dot = target.IndexOf('.', StringComparison.Ordinal);
        var text =
            dot < 0
                ? target
                : $"{(target.StartsWith("customer", StringComparison.Ordinal) ? "customer" : target[..dot].TrimEnd('s'))}: "
                    + $"{target[(dot + 1)..]}";
        return char.ToUpperInvariant(text[0]) + text[1..].Replace('_', ' ');
    }

    /// <summary>Why an undo left something.</summary>
    public static string Kept(UndoOutcome.Left left) =>
        left switch
        {
            { Reason: "merged" } => "Merged since, so it stays",
            { Reason: "out_of_reach" } => "Out of your reach by now, so it stays",
            { Reason: "removed_since" } => "Taken away since, so it does not come back",
            { Reason: "refused" } => $"Stays: {string.Join(", ", left.Fields.Select(FactFieldName))} may not be as it was",
            { Fields.Count: 0 } => "Changed since, so it stays",
            _ => $"Changed since and kept: {string.Join(", ", left.Fields.Select(FieldName))}",
        };

    /// <summary>Everything a column may go to.</summary>
    public static IEnumerable<string> Targets => ImportTarget.Names;
}
