namespace Rapport.Models.Linkage.Tables;

/// <summary>Two rows that may mean the same.</summary>
/// <param name="Left">Position of the row that stands first.</param>
/// <param name="Right">Position of the row that stands later, or in the second set.</param>
/// <param name="Probability">0 to 1.</param>
public readonly record struct LinkedPair(int Left, int Right, double Probability);

/// <summary>Two rows of which it is known whether they mean the same.</summary>
public readonly record struct LabelledRows(int Left, int Right, bool IsMatch);

/// <summary>What one column says about a pair.</summary>
/// <param name="Bits">log2 of how much more often this agreement is seen among matches than otherwise; negative when it speaks
/// against.</param>
public sealed record ColumnEvidence(string Column, Agreement Agreement, double Bits);

/// <summary>How likely two records mean the same, and why.</summary>
/// <param name="Probability">0 to 1.</param>
/// <param name="PriorBits">What is known before anything is compared.</param>
/// <param name="RelatedBits">What is taken off since branches of a company or members of a family agree like this too; 0 or less.</param>
/// <param name="Columns">One entry for each column both records fill. Their bits with the two above add up to the log-odds of the
/// probability.</param>
public sealed record RecordMatch(double Probability, double PriorBits, double RelatedBits, IReadOnlyList<ColumnEvidence> Columns);
