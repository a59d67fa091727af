using System.CommandLine;
using Rapport.Insight.Workbench;

namespace Rapport.Tests.Insight.Workbench;

/// <summary>Sentiment and recommendations of files: what the tables say, and what is refused.</summary>
[Trait("Spec", "SCR-6")]
[Trait("Spec", "SCR-7")]
public sealed class TasteCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rapport-models");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Sentiment_adds_a_score_and_a_label_to_each_row()
    {
        var (code, rows) = await Run([
            "sentiment",
            Write("id,t\n1,Great work\n2,It stopped working\n3,Leider sehr schlecht\n4,\n"),
            "--text",
            "t",
        ]);

        Assert.Equal(0, code);
        Assert.Equal("id,t,score,label", rows[0]);
        Assert.Equal(["positive", "negative", "unknown", "unknown"], rows.Skip(1).Select(row => row.Split(',')[^1]));
    }

    [Fact]
    public async Task Labels_of_a_table_teach_its_own_language()
    {
        var texts = Enumerable.Range(0, 30).Select(i => i % 2 == 0 ? $"sehr zufrieden {i},1" : $"leider schlecht {i},0");

        var (code, rows) = await Run([
            "sentiment",
            Write(string.Join('\n', ["t,label", .. texts, "sehr zufrieden,"])),
            "--text",
            "t",
            "--label",
            "label",
            "--folds",
            "5",
        ]);

        Assert.Equal(0, code);
        Assert.Equal("t,label,score,sentiment_label", rows[0]);
        Assert.Equal("positive", rows[^1].Split(',')[^1]);
    }

    [Fact]
    public async Task Recommendations_name_what_they_are_bought_with()
    {
        var rows = Enumerable
            .Range(0, 30)
            .SelectMany(c =>
                new[]
                {
                    $"c{c},{(c % 2 == 0 ? "tyres" : "oil")},2025-03-0{1 + c % 9}",
                    $"c{c},{(c % 2 == 0 ? "rims" : "filter")},2025-04-0{1 + c % 9}",
                }
            );

        var (code, table) = await Run([
            "recommend",
            Write(string.Join('\n', ["c,i,d", .. rows, "new,tyres,2025-04-01"])),
            "--customer",
            "c",
            "--item",
            "i",
            "--date",
            "d",
        ]);

        Assert.Equal(0, code);
        Assert.Equal("customer,rank,item,score,reason,because", table[0]);
        var first = table.First(row => row.StartsWith("new,1,", StringComparison.Ordinal)).Split(',');
        Assert.Equal(("rims", "15 customers have both", "tyres"), (first[2], first[4], first[5]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("t\n")]
    [InlineData("t\n\"\"\n")]
    public async Task Texts_that_say_nothing_are_refused(string content) =>
        Assert.Equal(1, (await Run(["sentiment", Write(content), "--text", "t"])).Code);

    [Theory]
    [InlineData("", "--date", "d")]
    [InlineData("c,i,d\n", "--date", "d")]
    [InlineData("c,i,d\na,x,2025-01-01\n", "--date", "d")]
    [InlineData("c,i,d\na,x,never\nb,x,1800-01-01\n", "--date", "d")]
    [InlineData("c,i,d\na,x,2025-01-01\nb,y,2025-01-02\n", "--top", "3")]
    [InlineData("c,i,d\na,x,2025-01-01\nb,x,2025-01-02\na,y,2025-01-02\n", "--split", "2025-01-02")]
    [InlineData("c,i,d\na,x,2025-01-01\nb,x,2025-01-02\na,y,2025-01-02\n", "--min-support", "0")]
    public async Task Purchases_that_teach_nothing_are_refused(string content, string option, string value) =>
        Assert.Equal(1, (await Run(["recommend", Write(content), "--customer", "c", "--item", "i", option, value])).Code);

    private string Write(string content)
    {
        var path = Path.Combine(folder.FullName, $"{Directory.GetFiles(folder.FullName).Length}.csv");
        File.WriteAllText(path, content);
        return path;
    }

    private async Task<(int Code, string[] Rows)> Run(string[] args)
    {
        var table = Path.Combine(folder.FullName, "out.csv");
        var code = await new RootCommand { ModelsCommand.Make() }
            .Parse(["models", .. args, "--out", table])
            .InvokeAsync();
        return (code, File.Exists(table) ? await File.ReadAllLinesAsync(table) : []);
    }
}
