namespace Rapport.Models.Linkage;

/// <summary>Pairs that agree too well for chance and still are two: branches of a company, members of a family.</summary>
/// <param name="Levels">How often each level of each field is seen among them.</param>
/// <param name="Share">Their share of all pairs that the prior counts.</param>
internal record Rival(double[] Levels, double Share)
{
    public double Likelihood(ReadOnlySpan<byte> levels)
    {
        double likelihood = 1;
        for (var field = 0; field < levels.Length; field++)
        {
            if (levels[field] > 0)
                likelihood *= Levels[field * LevelWeights.Levels + levels[field]];
        }

        return likelihood;
    }
}
