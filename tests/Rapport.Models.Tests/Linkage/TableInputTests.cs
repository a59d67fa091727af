using Rapport.Models.Linkage.Tables;

namespace Rapport.Tests.Models.Linkage;

[Trait("Spec", "CUS-7")]
public sealed class TableInputTests
{
    [Fact]
    public void Nothing_one_row_and_equal_rows_are_refused_in_a_sentence()
    {
        Assert.Contains("Two records", Refused([]), StringComparison.Ordinal);
        Assert.Contains(
            "Two records",
            Refused([
                ["a", "b"],
            ]),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "No column",
            Refused([
                ["a", "b"],
                ["a", "b"],
                ["a", "b"],
            ]),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "No column",
            Refused([
                ["", "null"],
                ["n/a", "-"],
            ]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_constant_column_is_left_out()
    {
        var table = LinkageTable.Of(
            ["a", "b"],
            [
                ["x", "Anna"],
                ["x", "Bert"],
                ["x", "Carla"],
            ]
        );

        Assert.Equal("b", Assert.Single(table.Columns).Name);
    }

    [Fact]
    public void A_column_of_distinct_values_alone_links_nothing_and_ends()
    {
        var rows = Enumerable.Range(0, 20_000).Select(i => (IReadOnlyList<string>)[$"K{i * 7919L % 1_000_003:D7}X"]).ToList();

        var linkage = TableLinkage.Fit(LinkageTable.Of(["code"], rows));

        Assert.True(linkage.Sweep().Count < 200);
        Assert.NotEmpty(linkage.Warnings);
    }

    [Fact]
    public void Few_values_in_many_rows_end_with_a_warning()
    {
        var rows = Enumerable
            .Range(0, 20_000)
            .Select(i => (IReadOnlyList<string>)[i % 2 == 0 ? "yes" : "no", i % 3 == 0 ? "red" : "blue"])
            .ToList();

        var linkage = TableLinkage.Fit(LinkageTable.Of(["a", "b"], rows));

        Assert.NotEmpty(linkage.Warnings);
        Assert.All(linkage.Sweep().Take(100), pair => Assert.False(double.IsNaN(pair.Probability)));
    }

    [Theory]
    [InlineData(ColumnKind.Email, "ada@acme.org", "bo@acme.org", "cy.d@x.de")]
    [InlineData(ColumnKind.Date, "1980-02-28", "03.04.1990", "2001-12-31")]
    [InlineData(ColumnKind.Phone, "+49 221 987654", "(0221) 98 76 54", "+1 202 555 0100")]
    [InlineData(ColumnKind.Address, "12 Main Street", "5 Elm Road", "77 Oak Avenue")]
    [InlineData(ColumnKind.Name, "Schmidt", "Meyer", "Schulze")]
    [InlineData(ColumnKind.Identifier, "DE811907980", "DE129273398", "AT6712312X")]
    public void The_kind_of_a_column_is_seen_in_its_values(ColumnKind kind, string first, string second, string third)
    {
        var table = LinkageTable.Of(
            ["column1"],
            [
                [first],
                [second],
                [third],
            ]
        );

        Assert.Equal(kind, Assert.Single(table.Columns).Kind);
    }

    [Fact]
    public void Groups_do_not_chain_over_one_weak_pair()
    {
        LinkedPair[] pairs =
        [
            new(0, 1, 0.99),
            new(0, 2, 0.99),
            new(1, 2, 0.99),
            new(3, 4, 0.98),
            new(3, 5, 0.98),
            new(4, 5, 0.98),
            new(2, 3, 0.6),
        ];

        Assert.Equal(
            [
                [0, 1, 2],
                [3, 4, 5],
            ],
            LinkageClusters.Of(pairs)
        );
        Assert.Equal(
            [
                [0, 1, 2, 3, 4, 5],
            ],
            LinkageClusters.Of(pairs, agreement: 0)
        );
    }

    private static string Refused(List<IReadOnlyList<string>> rows) =>
        Assert.Throws<ArgumentException>(() => LinkageTable.Of(["a", "b"], rows)).Message;
}
