using System.Text.RegularExpressions;

namespace Rapport.Tests.Architecture;

/// <summary>What STYLE.md asks of the text itself, as far as a machine can tell.</summary>
public sealed partial class WritingTests
{
    private const int MaxLines = 430;
    private const int MaxWidth = 140;

    private static IEnumerable<string> Code =>
        TestMachine
            .Sources("src", ".cs", ".razor", ".ts", ".mjs")
            .Concat(TestMachine.Sources("tests", ".cs"))
            .Concat(TestMachine.Sources("bench", ".cs"));

    [Fact]
    public void A_file_past_430_lines_is_a_missing_concept() =>
        Nothing.In(
            from file in Code
            let lines = File.ReadLines(file).Count()
            where lines > MaxLines
            select $"{Shown(file)} has {lines} lines"
        );

    [Fact]
    public void A_line_is_at_most_140_characters_wide() =>
        Nothing.In(
            from file in Code.Concat(TestMachine.Sources("tests/clients/typescript", ".ts"))
            from line in File.ReadLines(file).Select((text, i) => (text, number: i + 1))
            where line.text.Length > MaxWidth
            select $"{Shown(file)}:{line.number} has {line.text.Length} characters"
        );

    /// <summary>What the databases do differently, <c>Platform/Data</c> knows alone; the rest of the platform sets them up.</summary>
    [Fact]
    public void No_feature_asks_which_database_it_runs_on() =>
        Nothing.In(
            from file in TestMachine.Sources("src/Rapport", ".cs", ".razor")
            let path = Path.GetRelativePath(TestMachine.Root, file)
            where !path.StartsWith("src/Rapport/Platform/", StringComparison.Ordinal)
            // Lists of IDs per key are gathered in two dialects.
            where !path.EndsWith("Duplicates/KeyMates.cs", StringComparison.Ordinal)
            where Dialect().IsMatch(File.ReadAllText(file))
            select path
        );

    /// <summary>Past a dozen or so, nobody counts along a list of columns.</summary>
    [Fact]
    public void A_row_of_many_columns_is_read_by_name() =>
        Nothing.In(
            from file in Code
            where file.EndsWith(".cs", StringComparison.Ordinal)
            from Match place in FarColumn().Matches(File.ReadAllText(file))
            select $"{Shown(file)}: {place.Value}"
        );

    [Fact]
    public void No_type_is_called_what_says_nothing() =>
        Nothing.In(
            from file in Code
            where file.EndsWith(".cs", StringComparison.Ordinal)
            from Match type in Type().Matches(File.ReadAllText(file))
            where Vague().IsMatch(type.Groups["name"].Value)
            select $"{Shown(file)}: {type.Groups["name"].Value}"
        );

    [Fact]
    public void No_folder_is_a_drawer() =>
        Nothing.In(
            from file in Code
            let drawer = Path.GetRelativePath(TestMachine.Root, file)
                .Split('/')
                .SkipLast(1)
                .FirstOrDefault(part =>
                    part is "Services" or "Dtos" or "Helpers" or "Common" or "Utils" or "Shared" or "Interfaces" or "Managers"
                )
            where drawer is not null
            select Shown(file)
        );

    [Fact]
    public void Nothing_is_left_for_later() =>
        Nothing.In(
            from file in Code
            where !file.EndsWith("WritingTests.cs", StringComparison.Ordinal)
            from line in File.ReadLines(file).Select((text, i) => (text, number: i + 1))
            where Later().IsMatch(line.text)
            select $"{Shown(file)}:{line.number}: {line.text.Trim()}"
        );

    [Fact]
    public void A_class_that_nobody_inherits_is_sealed() =>
        Nothing.In(
            from type in typeof(Server).Assembly.GetTypes()
            where
                type is { IsClass: true, IsAbstract: false, IsSealed: false, IsNested: false }
                && type.Namespace?.StartsWith("Rapport", StringComparison.Ordinal) == true
            where
                !typeof(Microsoft.AspNetCore.Components.ComponentBase).IsAssignableFrom(type)
                && !type.Name.Contains('<')
                && type.Name is not ("Program" or "_Imports")
            where !typeof(Server).Assembly.GetTypes().Any(other => Open(other.BaseType) == type)
            select type.FullName
        );

    private static Type? Open(Type? type) => type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;

    /// <summary>By this name <c>bin/test --quick</c> leaves them out.</summary>
    [Fact]
    public void A_class_of_tests_on_PostgreSQL_is_called_OnPostgres() =>
        Nothing.In(
            from type in typeof(WritingTests).Assembly.GetTypes()
            where !type.IsAbstract && type.Name != "OnPostgres"
            from fixture in type.GetInterfaces()
            where fixture.IsGenericType && fixture.GetGenericTypeDefinition() == typeof(IClassFixture<>)
            where typeof(TestServer).IsAssignableFrom(fixture.GenericTypeArguments[0])
            where fixture.GenericTypeArguments[0].Name.Contains("Postgres", StringComparison.Ordinal)
            select type.FullName
        );

    private static string Shown(string file) => Path.GetRelativePath(TestMachine.Root, file);

    [GeneratedRegex(
        @"^\s*(?:public|internal|private|protected|file)[\w\s]*"
            + @"\b(?:class|record struct|record class|record|struct|interface|enum)\s+(?<name>\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Type();

    [GeneratedRegex("(?<=.)(Manager|Helpers?|Processor|Info|Base|Impl|Dto|Service|Util|Utils|Utilities)$")]
    private static partial Regex Vague();

    [GeneratedRegex(@"\brow\.\w+\((1[5-9]|[2-9]\d)\)")]
    private static partial Regex FarColumn();

    [GeneratedRegex(@"\bEngine\.(Postgres|Sqlite)\b")]
    private static partial Regex Dialect();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bHACK\b|\bXXX\b|NotImplementedException|#region|lorem ipsum", RegexOptions.IgnoreCase)]
    private static partial Regex Later();
}
