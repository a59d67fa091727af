namespace Rapport.Models.Classification;

/// <summary>Training rows read as bytes, with how they are read.</summary>
internal sealed record BinnedRows(BinnedTable Table, FeatureBins[] Bins, bool[] Labels)
{
    public static BinnedRows Of(TrainingSet training)
    {
        var bins = new FeatureBins[training.Table.Features.Count];
        Parallel.For(0, bins.Length, f => bins[f] = FeatureBins.Learn(training.Table.Features[f], training.Labels));
        return new BinnedRows(BinnedTable.Of(training.Table, bins), bins, training.Labels);
    }
}
