namespace Rapport.Models.Classification;

public sealed partial class Classifier
{
    /// <summary>Writes the model; reading it gives the same probabilities to the last bit.</summary>
    public void Save(Stream stream) =>
        ModelFile.Write(
            stream,
            new ClassifierParts(Bins, stacking, (LogisticRegression?)models[0], (BoostedTrees?)models[1]) { Importance = Importance }
        );

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="ModelRefusal">Anything else.</exception>
    public static Classifier Load(Stream stream)
    {
        var parts = ModelFile.Read(stream);
        return new Classifier(parts.Logistic, parts.Trees, parts.Stacking) { Importance = parts.Importance };
    }
}
