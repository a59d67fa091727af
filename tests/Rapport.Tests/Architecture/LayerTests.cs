using System.Text.RegularExpressions;

namespace Rapport.Tests.Architecture;

public sealed partial class LayerTests
{
    /// <summary>Each may use those before it.</summary>
    private static readonly string[] Layers = ["Platform", "Trust", "Records", "Insight", "Engagement", "Integrations"];

    private static readonly string Program = Path.Combine(TestMachine.Root, "src", "Rapport");

    [Fact]
    public void A_layer_never_uses_a_later_one() =>
        Nothing.In(
            from file in TestMachine.Sources("src/Rapport", ".cs", ".razor")
            let layer = LayerOf(file)
            where layer >= 0
            from used in LayersNamedIn(file)
            where used > layer
            select $"{Path.GetRelativePath(Program, file)} uses {Layers[used]}"
        );

    [Fact]
    public void Formats_and_models_know_nothing_of_customers() =>
        Nothing.In(
            from project in new[] { "src/Rapport.Formats", "src/Rapport.Models" }
            from file in TestMachine.Sources(project, ".cs", ".csproj")
            from line in File.ReadLines(file)
            where
                line.Contains("<ProjectReference")
                || line.StartsWith("using Rapport.", StringComparison.Ordinal)
                    && !line.Contains("using Rapport.Formats")
                    && !line.Contains("using Rapport.Models")
            select $"{Path.GetRelativePath(TestMachine.Root, file)}: {line.Trim()}"
        );

    [Fact]
    public void Every_file_of_the_program_stands_in_a_layer() =>
        Nothing.In(
            from file in TestMachine.Sources("src/Rapport", ".cs", ".razor")
            let path = Path.GetRelativePath(Program, file)
            where LayerOf(file) < 0 && path is not ("Program.cs" or "Server.cs" or "Schedule.cs" or "_Imports.razor")
            select path
        );

    /// <summary>Whoever compares two customers goes by what their organization has set.</summary>
    [Fact]
    public void Duplicates_are_judged_by_the_organizations_settings_alone() =>
        Nothing.In(
            from file in TestMachine.Sources("src/Rapport", ".cs", ".razor")
            where
                Path.GetFileName(file) != "DuplicateSettings.cs"
                && File.ReadAllText(file).Contains("CustomerLinkage.", StringComparison.Ordinal)
            select Path.GetRelativePath(Program, file)
        );

    private static int LayerOf(string file) => Array.IndexOf(Layers, Path.GetRelativePath(Program, file).Split('/')[0]);

    /// <summary>Named in full, or from inside Rapport by layer and module alone.</summary>
    private static IEnumerable<int> LayersNamedIn(string file) =>
        Naming()
            .Matches(File.ReadAllText(file))
            .Select(m => Array.IndexOf(Layers, m.Groups["layer"].Value))
            .Where(layer => layer >= 0)
            .Distinct();

    [GeneratedRegex(
        """(\bRapport\.|(?<![\w."'/<-]))(?<layer>Trust|Records|Insight|Engagement|Integrations)\."""
            + @"(?=[A-Z]\w+\.|[A-Z]\w+;|[A-Z]\w+Module)|using (static )?Rapport\.(?<layer>\w+);"
    )]
    private static partial Regex Naming();
}
