using Rapport.Formats;
using Rapport.Models.Linkage.Tables;

namespace Rapport.Tests.Models.Linkage;

[Trait("Spec", "CUS-7")]
public sealed class TableLinkageTests
{
    [Theory]
    [InlineData("febrl", "dataset1.csv", "rec_id", 0.999)]
    [InlineData("febrl", "dataset2.csv", "rec_id", 0.997)]
    [InlineData("febrl", "dataset3.csv", "rec_id", 0.997)]
    [InlineData("fake_1000", "fake_1000.csv", "unique_id,cluster", 0.9)]
    [InlineData("dedupe-orgs", "chicago_early_childhood_true_ids.csv", "Id,True Id", 0.93)]
    public void The_duplicates_of_the_public_sets_are_found_without_labels(string folder, string file, string ignored, double least)
    {
        var (columns, rows) = Read(folder, file);
        var truth = rows.Select(row =>
                folder switch
                {
                    "febrl" => row[0].Split('-')[1],
                    "fake_1000" => row[^1],
                    _ => row[0],
                }
            )
            .ToArray();

        var pairs = TableLinkage
            .Fit(LinkageTable.Of(columns, rows, ignored.Split(',').Select(name => columns.IndexOf(name)).ToHashSet()))
            .Sweep();

        var all = truth.CountBy(entity => entity).Sum(group => group.Value * (group.Value - 1.0) / 2);
        var f1 = 2 * pairs.Count(pair => truth[pair.Left] == truth[pair.Right]) / (pairs.Count + all);
        Assert.True(f1 >= least, $"F1 {f1:F4}");
    }

    [Fact]
    public void The_names_of_the_columns_and_the_order_of_the_rows_change_little()
    {
        var (_, rows) = Read("fake_1000", "fake_1000.csv");
        var plain = Links(["id", "a", "b", "c", "d", "e", "t"], rows);

        var turned = Links(["id", "a", "b", "c", "d", "e", "t"], [.. rows.AsEnumerable().Reverse()]);

        var shared = plain.Count(turned.Contains);
        Assert.True(shared >= 0.97 * Math.Max(plain.Count, turned.Count), $"{shared} of {plain.Count} and {turned.Count}");
    }

    [Fact]
    public void A_set_given_twice_links_every_record_to_itself()
    {
        var (columns, rows) = Read("febrl", "dataset1.csv");

        var pairs = TableLinkage.Fit(LinkageTable.Of(columns, [.. rows, .. rows], new HashSet<int> { 0 }, rows.Count)).Sweep();

        var own = pairs.Count(pair => pair.Right - pair.Left == rows.Count);
        Assert.True(own >= 0.999 * rows.Count, $"{own} of {rows.Count}");
        Assert.All(pairs, pair => Assert.True(pair.Left < rows.Count && pair.Right >= rows.Count));
    }

    /// <summary>
    /// People drawn at random, some entered twice with a field in five mistyped: how many pairs are one person is known, and the table is
    /// not told.
    /// </summary>
    [Theory]
    [InlineData(3_000, 0.05)]
    [InlineData(3_000, 0.2)]
    public void The_share_of_pairs_that_are_one_person_is_learned_from_the_table_itself(int people, double twice)
    {
        var random = new Random(11);
        string Word() =>
            string.Concat(
                Enumerable.Range(0, 3 + random.Next(3)).Select(_ => "bcdfglmnprstv"[random.Next(13)].ToString() + "aeiou"[random.Next(5)])
            );
        var (first, last, towns) = (
            Enumerable.Range(0, 300).Select(_ => Word()).ToArray(),
            Enumerable.Range(0, 900).Select(_ => Word()).ToArray(),
            Enumerable.Range(0, 200).Select(_ => Word()).ToArray()
        );
        string[] Person(int id) =>
            [
                $"{id}",
                first[random.Next(300)],
                last[random.Next(900)],
                $"{1940 + random.Next(65)}-{1 + random.Next(12):00}-{1 + random.Next(28):00}",
                towns[random.Next(200)],
                $"0{random.NextInt64(100_000_000, 999_999_999)}",
            ];
        string Mistyped(string value) =>
            random.NextDouble() < 0.2 && value.Length > 3 ? value.Remove(random.Next(1, value.Length - 1), 1) : value;
        var rows = Enumerable.Range(0, people).Select(Person).ToList();
        rows.AddRange(
            rows.Take((int)(people * twice))
                .Select(row => row.Select((value, column) => column == 0 ? value : Mistyped(value)).ToArray())
                .ToList()
        );

        var linkage = TableLinkage.Fit(
            LinkageTable.Of(["id", "first", "last", "born", "town", "phone"], [.. rows.OrderBy(_ => random.Next())], new HashSet<int> { 0 })
        );

        var truth = people * twice / (rows.Count * (rows.Count - 1.0) / 2);
        Assert.InRange(linkage.Prior, truth * 0.8, truth * 1.25);
    }

    [Fact]
    public void A_match_is_symmetric_and_its_bits_add_up_to_its_odds()
    {
        var (columns, rows) = Read("fake_1000", "fake_1000.csv");
        var linkage = TableLinkage.Fit(LinkageTable.Of(columns, rows, new HashSet<int> { 0, 6 }));

        for (var row = 1; row < 300; row++)
        {
            var forth = linkage.Compare(row - 1, row);
            var back = linkage.Compare(row, row - 1);

            Assert.Equal(forth.Probability, back.Probability, 12);
            Assert.InRange(forth.Probability, 0, 1);
            var bits = forth.PriorBits + forth.RelatedBits + forth.Columns.Sum(column => column.Bits);
            Assert.Equal(1 / (1 + Math.Pow(2, -bits)), forth.Probability, 9);
        }
    }

    [Fact]
    public void A_lower_threshold_lists_what_a_higher_one_does_and_more()
    {
        var (columns, rows) = Read("fake_1000", "fake_1000.csv");
        var linkage = TableLinkage.Fit(LinkageTable.Of(columns, rows, new HashSet<int> { 0, 6 }));

        var low = linkage.Sweep(0.2).ToHashSet();
        var high = linkage.Sweep(0.9);

        Assert.True(low.Count > high.Count);
        Assert.All(high, pair => Assert.Contains(pair, low));
    }

    [Fact]
    public void A_probe_finds_what_the_sweep_found()
    {
        var (columns, rows) = Read("febrl", "dataset2.csv");
        var stored = rows.Take(4000).ToList();
        var index = new LinkageIndex(TableLinkage.Fit(LinkageTable.Of(columns, stored, new HashSet<int> { 0 })));

        int expected = 0,
            found = 0;
        foreach (var fresh in rows.Skip(4000))
        {
            var hits = index.Probe(fresh).Select(hit => Entity(stored[hit.Row])).ToHashSet();
            expected += stored.Any(row => Entity(row) == Entity(fresh)) ? 1 : 0;
            found += hits.Contains(Entity(fresh)) ? 1 : 0;
            Assert.All(hits, hit => Assert.Equal(Entity(fresh), hit));
        }

        Assert.True(found >= 0.99 * expected, $"{found} of {expected}");

        static string Entity(IReadOnlyList<string> row) => row[0].Split('-')[1];
    }

    [Fact]
    public void Labelled_pairs_are_heeded_where_the_columns_say_little()
    {
        var (columns, rows) = Read("fake_1000", "fake_1000.csv");
        var table = LinkageTable.Of(columns, rows, new HashSet<int> { 0, 6 });
        var labels = Enumerable.Range(1, 400).Select(row => new LabelledRows(row - 1, row, rows[row - 1][6] == rows[row][6])).ToList();

        var pairs = TableLinkage.Fit(table, labels).Sweep();

        var right = pairs.Count(pair => rows[pair.Left][6] == rows[pair.Right][6]);
        Assert.True(right >= 0.95 * pairs.Count && right >= 1700, $"{right} of {pairs.Count}");
        Assert.Throws<ArgumentOutOfRangeException>(() => TableLinkage.Fit(table, [new LabelledRows(0, 5000, true)]));
    }

    private static HashSet<(string, string)> Links(List<string> columns, List<IReadOnlyList<string>> rows) =>
        TableLinkage
            .Fit(LinkageTable.Of(columns, rows, new HashSet<int> { 0, 6 }))
            .Sweep()
            .Select(pair =>
                string.CompareOrdinal(rows[pair.Left][0], rows[pair.Right][0]) < 0
                    ? (rows[pair.Left][0], rows[pair.Right][0])
                    : (rows[pair.Right][0], rows[pair.Left][0])
            )
            .ToHashSet();

    private static (List<string> Columns, List<IReadOnlyList<string>> Rows) Read(string folder, string file)
    {
        using var stream = File.OpenRead(PublicData.File(folder, file));
        var csv = new CsvRows(stream, CsvDialect.Rfc4180);
        var rows = csv.Select(row => (IReadOnlyList<string>)[.. row.Fields]).ToList();
        return ([.. csv.Header.Select(column => column.Trim())], rows);
    }
}
