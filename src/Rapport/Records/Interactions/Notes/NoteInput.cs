using System.Text.Json.Serialization;
using Rapport.Platform.Http;

namespace Rapport.Records.Interactions.Notes;

/// <summary>A note as the API and the pages write it. Absent fields stay as they are, null clears.</summary>
public sealed record NoteInput : SubjectInput
{
    /// <summary>Sent again under the same one, it is the same note.</summary>
    public Maybe<string> ExternalId { get; init; }
    public Maybe<string> Title { get; init; }

    /// <summary>Markdown; HTML in it is shown as text. @name or @[user ID] tells somebody.</summary>
    public Maybe<string> Content { get; init; }

    /// <summary>private: yours alone. team: your branch's. all: everybody's who sees the customer.</summary>
    public Maybe<NoteVisibility?> Visibility { get; init; }
    public Maybe<bool> IsPinned { get; init; }
    public Maybe<DateTimeOffset?> WrittenAt { get; init; }

    [JsonIgnore]
    public bool ConfirmsPersonalData { get; init; }

    /// <summary>Whether it does no more than pin or take the pin out, which whoever reads the note may do.</summary>
    internal bool OnlyPins =>
        IsPinned.IsSet
        && !Title.IsSet
        && !Content.IsSet
        && !Visibility.IsSet
        && !WrittenAt.IsSet
        && !CustomerId.IsSet
        && Customer is null
        && !ContactId.IsSet
        && !RelatedType.IsSet
        && !RelatedId.IsSet;

    /// <summary>The same as a whole note, for PUT.</summary>
    internal NoteInput Whole() =>
        this with
        {
            Title = Title with { IsSet = true },
            Content = Content with { IsSet = true },
            IsPinned = IsPinned with { IsSet = true },
        };
}

/// <param name="Code">unknown_mention, ambiguous_mention or mention_cannot_see.</param>
public sealed record NoteWarning(string Code, string Message, string Mention);
