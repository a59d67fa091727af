using System.CommandLine;
using Rapport.Insight.Workbench;

namespace Rapport.Tests.Insight.Workbench;

/// <summary>The models on files: what the tables say, and that whatever is in a file ends in an answer or a refusal.</summary>
[Trait("Spec", "SCR-4")]
[Trait("Spec", "SCR-5")]
public sealed class ModelsCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rapport-models");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Customer_value_gives_a_row_per_customer()
    {
        var purchases = Enumerable.Range(0, 240).Select(i => $"c{i % 40},2025-{1 + i * 7 % 12:00}-{1 + i * 5 % 28:00},{10 + i % 9}.50");

        var (code, rows) = await Run([
            "clv",
            Csv("c,d,a", purchases),
            "--customer",
            "c",
            "--date",
            "d",
            "--amount",
            "a",
            "--until",
            "2025-12-31",
            "--horizon-weeks",
            "26",
        ]);

        Assert.Equal(0, code);
        Assert.Equal("customer,x,t_x,T,p_alive,expected,value", rows[0]);
        Assert.Equal(41, rows.Length);
        Assert.All(rows.Skip(1), row => Assert.All(row.Split(',').Skip(1), value => Assert.True(double.IsFinite(Number(value)))));
    }

    [Fact]
    public async Task Churn_gives_an_out_of_fold_score_per_row()
    {
        var (code, rows) = await Run(["churn", Customers(200), "--target", "left"]);

        Assert.Equal(0, code);
        Assert.Equal("row,fold,score,label", rows[0]);
        Assert.Equal(Enumerable.Range(1, 200), rows.Skip(1).Select(row => (int)Number(row.Split(',')[0])));
        Assert.Equal(["1", "2", "3", "4", "5"], rows.Skip(1).Select(row => row.Split(',')[1]).Distinct().Order());
    }

    [Fact]
    public async Task Churn_scores_another_table()
    {
        var (code, rows) = await Run([
            "churn",
            Customers(200),
            "--target",
            "left",
            "--score",
            Csv("visits,plan", ["1,basic", "9,", "x,unheard of"]),
        ]);

        Assert.Equal(0, code);
        Assert.Equal("row,score", rows[0]);
        Assert.Equal(4, rows.Length);
        Assert.True(Number(rows[1].Split(',')[1]) > Number(rows[2].Split(',')[1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("c,d,a\n")]
    [InlineData("c,d,a\n1,2020-01-01,5\n")]
    [InlineData("c,d,a\n1,2020-01-01,5\n2,2020-01-01,5\n")]
    [InlineData("c,d,a\n1,1820-01-01,5\n1,2990-01-01,5\n2,never,5\n2,2020-01-01,-5\n3,2020-01-01,NaN\n")]
    public async Task Purchases_that_teach_nothing_are_refused(string content)
    {
        var file = Write(content);

        Assert.Equal(1, (await Run(["clv", file, "--customer", "c", "--date", "d", "--amount", "a"])).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x,left\n")]
    [InlineData("x,left\n1,yes\n")]
    [InlineData("x,left\n1,yes\n2,no\n3,maybe\n")]
    public async Task Tables_that_teach_nothing_are_refused(string content) =>
        Assert.Equal(1, (await Run(["churn", Write(content), "--target", "left"])).Code);

    private string Customers(int rows) =>
        Csv(
            "id,visits,plan,left",
            Enumerable.Range(0, rows).Select(i => $"k{i},{i % 10},{(i % 3 == 0 ? "basic" : "pro")},{(i * 7 % 10 > i % 10 ? "yes" : "no")}")
        );

    private string Csv(string header, IEnumerable<string> rows) => Write(string.Join('\n', [header, .. rows, ""]));

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

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
