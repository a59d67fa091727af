using System.Text.RegularExpressions;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.FreeTexts;

/// <summary>
/// Moves personal data from a text to the field that is made for it, and masks it in the text. All of it or nothing: what has no field
/// would be lost.
/// </summary>
public sealed partial class MovePersonalData(ReviewFlag review, FindFlags find, IEnumerable<IProperField> fields)
{
    public Task Run(Guid id, CancellationToken ct) =>
        review.Redact(
            id,
            async (flag, customer) =>
            {
                var (text, kinds) = (await find.TextOf(flag.Id, ct), flag.Kinds.Split(',').Select(Words.Parse<PersonalDataKind>).ToList());
                var goals = kinds.ConvertAll(kind =>
                    (Kind: kind, Field: fields.FirstOrDefault(f => f.Kind == kind && f.IsOf(customer.Type)))
                );
                if (goals.Any(g => g.Field is null))
                    throw new Refusal("no_proper_field", "There is no field here that this belongs in. Mask it, or let it stand.");
                foreach (var (kind, field) in goals)
                foreach (var number in Numbers(text ?? "", kind))
                    await field!.Take(customer, number, ct);
            },
            ct
        );

    // Cards are masked from the start; four digits behind dots are what is left of them.
    private static IEnumerable<string> Numbers(string text, PersonalDataKind kind)
    {
        var found = PersonalData.Find(text).Where(span => span.Kind == kind).Select(span => text.Substring(span.Start, span.Length));
        return kind == PersonalDataKind.Card
            ? found.Concat(Masked().Matches(text).Select(m => m.Groups[1].Value)).Distinct()
            : found.Distinct();
    }

    [GeneratedRegex("•{4}[ -]?([0-9]{4})(?![0-9])")]
    private static partial Regex Masked();
}
