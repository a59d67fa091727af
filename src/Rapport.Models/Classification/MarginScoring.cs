namespace Rapport.Models.Classification;

/// <summary>Probabilities and contributions out of log-odds.</summary>
internal static class MarginScoring
{
    public static double Probability(double margin) => 1 / (1 + Math.Exp(-margin));

    public static double[] Margins(IMarginModel model, FeatureTable table)
    {
        var margins = new double[table.Rows];
        new BlockScoring(table, model.Bins, model.Uses).Run(
            (columns, from, count) => model.AddMargins(columns, margins.AsSpan(from, count))
        );
        return margins;
    }

    public static double[] Probabilities(IMarginModel model, FeatureTable table)
    {
        var margins = Margins(model, table);
        for (var i = 0; i < margins.Length; i++)
            margins[i] = Probability(margins[i]);
        return margins;
    }

    /// <summary>The log-odds of rows that are binned as a whole.</summary>
    public static double[] Margins(IMarginModel model, BinnedTable table)
    {
        var margins = new double[table.Rows];
        model.AddMargins(table.Columns, margins);
        return margins;
    }
}
