using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;

namespace Rapport.Records.Interactions.Search;

/// <summary>The folded text by which an interaction, a note or another searched fact is found.</summary>
public sealed class RecordText
{
    public Guid OrganizationId { get; init; }

    /// <summary>The record's own.</summary>
    public Guid Id { get; init; }

    [NotPersonalData]
    public string RecordType { get; init; } = "";
    public DateTimeOffset HappenedAt { get; init; }

    [PersonalData]
    public string Text { get; init; } = "";

    /// <summary>SQLite's full-text index knows rows by number alone.</summary>
    public long RowNumber { get; init; }

    internal static readonly TextIndex Index = new("record_texts", "id", "record_texts_index");

    private const int Piece = 3_000;

    /// <summary>
    /// Without accents, case and punctuation; folded piece by piece, since a name's folding looks at no more than a name's length.
    /// </summary>
    public static string Fold(params IEnumerable<string?> texts)
    {
        var folded = new StringBuilder();
        foreach (var text in texts.OfType<string>())
        {
            for (var start = 0; start < text.Length; )
            {
                var end = Math.Min(text.Length, start + Piece);
                if (end < text.Length && text.LastIndexOfAny([' ', '\n', '\t'], end - 1, Piece) is var space && space > start)
                    end = space;
                if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
                    end--;
                if (NameFolding.Key(text[start..end], 4 * Piece) is { Length: > 0 } piece)
                    folded.Append(folded.Length == 0 ? "" : " ").Append(piece);
                start = end;
            }
        }
        return folded.ToString();
    }
}

internal sealed class RecordTextTable : IEntityTypeConfiguration<RecordText>
{
    public void Configure(EntityTypeBuilder<RecordText> text)
    {
        text.ToTable("record_texts");
        text.HasKey(t => new { t.OrganizationId, t.Id });
        text.Property(t => t.RecordType).HasMaxLength(40);
        text.Property(t => t.RowNumber).OnSqliteAlone();
        text.HasIndex(t => new
            {
                t.OrganizationId,
                t.HappenedAt,
                t.Id,
            })
            .IsDescending(false, true, true);
    }
}
