namespace Rapport.Models.Linkage.Tables;

/// <summary>One distinct value of a column, normalised once so that a comparison only compares.</summary>
internal sealed class Cell
{
    public required string Text { get; init; }

    /// <summary>The text without spaces: where they go is the commonest difference.</summary>
    public required string Compact { get; init; }

    public Term[] Terms { get; init; } = [];

    public double Number { get; init; } = double.NaN;

    public EmailTraits? Email { get; init; }

    /// <summary>How many rows hold the value; 0 for one that only a probe brought.</summary>
    public int Rows { get; set; }
}

/// <summary>A word of a column with the number of rows it stands in.</summary>
internal sealed class Term(string text)
{
    public NameWord Word { get; } = new(text);

    public int Rows { get; set; }

    /// <summary>What it tells: the bits of its rarity.</summary>
    public float Weight { get; set; } = 1;
}
