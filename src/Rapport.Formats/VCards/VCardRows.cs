using System.Collections;

namespace Rapport.Formats;

/// <summary>
/// The contacts of a vCard file (2.1, RFC 2426, RFC 6350), one after the other, as rows of <see cref="ContactCard.Columns"/>. Bad content
/// never throws: what cannot be
/// read is left out, a card cut off in the middle has a fault. Pictures, sounds and keys are passed over without being held, and no value
/// is longer than 64 KiB.
/// </summary>
/// <param name="stream">Seekable, from its beginning; it stays open.</param>
public sealed class VCardRows(Stream stream) : IEnumerable<CsvRow>
{
    private const int MaxLine = 1 << 16;

    private readonly BoundedLines lines = new(stream, MaxLine);
    private string? ahead;
    private bool isAhead;

    public IEnumerator<CsvRow> GetEnumerator()
    {
        var number = 0L;
        while (Line() is { } line)
        {
            if (!Is(line, "BEGIN:VCARD"))
            {
                continue;
            }

            var start = lines.Number - (isAhead ? 1 : 0);
            var (card, isWhole) = Card();
            if (!card.IsEmpty)
            {
                yield return new CsvRow(++number, start, card.ToFields(), isWhole ? CsvFault.None : CsvFault.CutOff);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private (ContactCard Card, bool IsWhole) Card()
    {
        var card = new ContactCard();
        var depth = 1;
        while (Line() is { } line)
        {
            // An agent's card may stand within a card.
            depth +=
                Is(line, "BEGIN:VCARD") ? 1
                : Is(line, "END:VCARD") ? -1
                : 0;
            if (depth == 0)
            {
                return (card, true);
            }

            if (depth == 1 && VCardProperty.Parse(line, lines.IsText) is { } property)
            {
                VCardFields.Put(card, property);
            }
        }

        return (card, false);
    }

    private static bool Is(string line, string what) => line.AsSpan().TrimEnd().Equals(what, StringComparison.OrdinalIgnoreCase);

    /// <summary>The next line with those it was folded into; of pictures no more than the name.</summary>
    private string? Line()
    {
        if (Take() is not { } line)
        {
            return null;
        }

        var isHeld = !VCardProperty.IsHeavy(line);
        var isQuoted =
            line.Contains("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase)
            && line.IndexOf(':', StringComparison.Ordinal) > line.IndexOf("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase);
        var text = new System.Text.StringBuilder(isHeld ? line : "");
        while (Peek() is { } next)
        {
            var isSoft = isQuoted && text.Length > 0 && text[^1] == '=';
            if (!isSoft && next is not [' ' or '\t', ..])
            {
                break;
            }

            Take();
            if (isSoft)
            {
                text.Length--;
            }

            if (isHeld && text.Length < MaxLine)
            {
                text.Append(isSoft ? next : next.AsSpan(1));
            }
        }

        return text.ToString();
    }

    private string? Take()
    {
        var line = Peek();
        isAhead = false;
        return line;
    }

    private string? Peek()
    {
        ahead = isAhead ? ahead : lines.Next();
        isAhead = true;
        return ahead;
    }
}
