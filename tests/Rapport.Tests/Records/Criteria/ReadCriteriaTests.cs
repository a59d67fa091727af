using System.Text.Json;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Tests.Records.Criteria;

/// <summary>The language by itself: what is refused and where, what is said, what depends on time.</summary>
[Trait("Spec", "SEG-1")]
public sealed class ReadCriteriaTests
{
    private static readonly FactTable Orders = new(
        "orders",
        "order",
        "orders",
        [
            new("total", "Total", "", CriteriaType.Number, new ColumnSource("f.total")),
            new(
                "lines.category",
                "Line category",
                "",
                CriteriaType.Text,
                new RowsSource(_ => Sql.Raw("from lines l where true"), "l.category")
            ),
        ]
    );

    private static readonly CriteriaCatalogue Catalogue = new([
        new("industry", "Industry", "Account", CriteriaType.Text, new ColumnSource("c.industry")) { DependsOn = ["customer"] },
        new("size", "Size", "Account", CriteriaType.OrderedChoice, new ColumnSource("c.size"))
        {
            Options = [new("small", "Small"), new("large", "Large")],
        },
        new("value", "Lifetime value", "Account", CriteriaType.Money, new ColumnSource("c.value") { Currency = "c.currency" }),
        new("health", "Health", "Scores", CriteriaType.Number, new ColumnSource("c.health")) { NeedsData = true, DependsOn = ["scores"] },
        new("last", "Last purchase", "Account", CriteriaType.Time, new ColumnSource("c.last")) { DependsOn = ["order"] },
        new("tags", "Tags", "Account", CriteriaType.Members, new RowsSource(_ => Sql.Raw("from tags t where true"), "t.name")),
        new("orders.count", "Number of orders", "Orders", CriteriaType.Number, new FactsSource(Orders, FactFunction.Count))
        {
            DependsOn = ["order"],
        },
        new("segment", "Segment", "Segments", CriteriaType.Segment, new SegmentSource((_, _) => Sql.Raw("from m where true")))
        {
            Options = [new("0190a000-0000-7000-8000-000000000001", "Fleets")],
        },
    ]);

    private static Criterion Read(string json)
    {
        var errors = new Errors();
        var read = new ReadCriteria(Catalogue, errors).Read(json, "criteria");
        Assert.Empty(errors.ByField);
        return read!;
    }

    private static IReadOnlyDictionary<string, string[]> Faults(string json)
    {
        var errors = new Errors();
        Assert.Null(new ReadCriteria(Catalogue, errors).Read(json, "criteria"));
        return errors.ByField;
    }

    [Theory]
    [InlineData("[]", "criteria")]
    [InlineData("\"x\"", "criteria")]
    [InlineData("nonsense", "criteria")]
    [InlineData("""{"field":"industry"}""", "criteria.operator")]
    [InlineData("""{"field":"industry","operator":"like","value":"x"}""", "criteria.operator")]
    [InlineData("""{"field":"industry","operator":"gt","value":"x"}""", "criteria.operator")]
    [InlineData("""{"field":"industry","operator":"eq"}""", "criteria.value")]
    [InlineData("""{"field":"industry","operator":"eq","value":7}""", "criteria.value")]
    [InlineData("""{"field":"industry","operator":"eq","value":""}""", "criteria.value")]
    [InlineData("""{"field":"industry","operator":"in","value":"x"}""", "criteria.value")]
    [InlineData("""{"field":"industry","operator":"in","value":[]}""", "criteria.value")]
    [InlineData("""{"field":"industry","operator":"in","value":["x",null]}""", "criteria.value[1]")]
    [InlineData("""{"field":"industry","operator":"exists","value":"x"}""", "criteria.value")]
    [InlineData("""{"field":"nothing","operator":"eq","value":"x"}""", "criteria.field")]
    [InlineData("""{"field":7,"operator":"eq","value":"x"}""", "criteria.field")]
    [InlineData("""{"operator":"eq","value":"x"}""", "criteria.field")]
    [InlineData("""{"field":"industry","operator":"eq","value":"x","windows":"90d"}""", "criteria.windows")]
    [InlineData("""{"field":"industry","operator":"eq","value":"x","window":"90d"}""", "criteria.window")]
    [InlineData("""{"field":"industry","operator":"eq","value":"x","where":{"all":[]}}""", "criteria.where")]
    [InlineData("""{"field":"industry","operator":"eq","value":"x","currency":"EUR"}""", "criteria.currency")]
    [InlineData("""{"field":"value","operator":"gte","value":1,"currency":"XYZ"}""", "criteria.currency")]
    [InlineData("""{"field":"value","operator":"gte","value":"much"}""", "criteria.value")]
    [InlineData("""{"field":"health","operator":"gte","value":1e30}""", "criteria.value")]
    [InlineData("""{"field":"health","operator":"between","value":[9,1]}""", "criteria.value")]
    [InlineData("""{"field":"health","operator":"between","value":[1]}""", "criteria.value")]
    [InlineData("""{"field":"size","operator":"eq","value":"huge"}""", "criteria.value")]
    [InlineData("""{"field":"size","operator":"between","value":["large","small"]}""", "criteria.value")]
    [InlineData("""{"field":"last","operator":"gte","value":"yesterday"}""", "criteria.value")]
    [InlineData("""{"field":"last","operator":"gte","value":"now-90"}""", "criteria.value")]
    [InlineData("""{"field":"last","operator":"gte","value":"now-999999d"}""", "criteria.value")]
    [InlineData("""{"field":"last","operator":"gte","value":"2026-02-30"}""", "criteria.value")]
    [InlineData("""{"field":"last","operator":"between","value":["now","now-90d"]}""", "criteria.value")]
    [InlineData("""{"field":"orders.count","operator":"gte","value":1,"window":"90"}""", "criteria.window")]
    [InlineData("""{"field":"orders.count","operator":"gte","value":1,"window":{"since":"now-1d"}}""", "criteria.window.since")]
    [InlineData("""{"field":"orders.count","operator":"gte","value":1,"window":{}}""", "criteria.window")]
    [InlineData("""{"field":"orders.count","operator":"gte","value":1,"window":{"from":"soon"}}""", "criteria.window.from")]
    [InlineData(
        """{"field":"orders.count","operator":"gte","value":1,"where":{"field":"colour","operator":"eq","value":"x"}}""",
        "criteria.where.field"
    )]
    [InlineData("""{"operator":"in_segment","value":"Unknown"}""", "criteria.value")]
    [InlineData("""{"all":{}}""", "criteria.all")]
    [InlineData("""{"all":[],"any":[]}""", "criteria.any")]
    [InlineData("""{"all":[],"field":"industry"}""", "criteria.field")]
    [InlineData("""{"not":[]}""", "criteria.not")]
    [InlineData(
        """{"all":[{"field":"industry","operator":"exists"},{"any":[{"field":"industry","operator":"eq"}]}]}""",
        "criteria.all[1].any[0].value"
    )]
    [InlineData("""{"type":"dynamic","criteria":{"field":"industry"}}""", "criteria.criteria.operator")]
    [InlineData("""{"name":"x","criteria":{"all":[]}}""", "criteria.name")]
    public void A_fault_is_named_with_its_path(string json, string path) => Assert.Equal(path, Assert.Single(Faults(json)).Key);

    [Fact]
    public void A_name_that_is_nearly_right_is_suggested() =>
        Assert.Contains(
            "Perhaps industry?",
            Faults("""{"field":"industri","operator":"eq","value":"x"}""")["criteria.field"][0],
            StringComparison.Ordinal
        );

    [Fact]
    public void Twenty_levels_and_a_thousand_conditions_are_refused_with_their_bounds()
    {
        var deep = """{"field":"industry","operator":"exists"}""";
        for (var i = 0; i < 20; i++)
            deep = $$"""{"all":[{{deep}}]}""";
        var many = $$"""{"all":[{{string.Join(',', Enumerable.Repeat("""{"field":"industry","operator":"exists"}""", 1000))}}]}""";

        Assert.Contains("10 levels", Assert.Single(Faults(deep)).Value[0], StringComparison.Ordinal);
        Assert.Contains("200 conditions", Assert.Single(Faults(many)).Value[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_that_no_reader_takes_is_refused_as_well() =>
        Assert.Equal("criteria", Assert.Single(Faults(string.Concat(Enumerable.Repeat("""{"not":""", 5000)))).Key);

    [Theory]
    [InlineData("""{"all":[]}""", "All customers.")]
    [InlineData("""{"any":[]}""", "No customers.")]
    [InlineData("""{"field":"industry","operator":"eq","value":"Retail"}""", "Customers where industry is Retail.")]
    [InlineData("""{"field":"industry","operator":"not_in","value":["a","b","c"]}""", "Customers where industry is not a, b nor c.")]
    [InlineData("""{"field":"last","operator":"gte","value":"now-90d"}""", "Customers where last purchase is within the last 90 days.")]
    [InlineData("""{"field":"last","operator":"lt","value":"now-14M"}""", "Customers where last purchase is more than 14 months ago.")]
    [InlineData("""{"field":"last","operator":"lt","value":"2026-03-01"}""", "Customers where last purchase is before 1 March 2026.")]
    [InlineData("""{"field":"tags","operator":"contains","value":"VIP"}""", "Customers where tags include VIP.")]
    [InlineData(
        """{"field":"value","operator":"gte","value":1500,"currency":"GBP"}""",
        "Customers where lifetime value is at least 1,500 (GBP)."
    )]
    [InlineData(
        """{"all":[{"field":"orders.count","window":"1y","operator":"gte","value":2},{"operator":"not_in_segment","value":"Fleets"}]}""",
        "Customers where number of orders in the last year is at least 2, and not in segment Fleets."
    )]
    [InlineData(
        """
            {"all":[{"field":"health","operator":"lt","value":60},
                    {"any":[{"field":"industry","operator":"exists"},{"field":"size","operator":"eq","value":"small"}]}]}
            """,
        "Customers where health is less than 60, and (either industry is known or size is Small)."
    )]
    [InlineData(
        """
            {"field":"orders.count","window":"2y","operator":"gte","value":1,
             "where":{"field":"lines.category","operator":"eq","value":"brakes"}}
            """,
        "Customers where number of orders with line category is brakes in the last 2 years is at least 1."
    )]
    public void Criteria_are_one_sentence(string json, string sentence) => Assert.Equal(sentence, DescribeCriteria.Sentence(Read(json)));

    [Fact]
    public void Each_value_of_the_sentence_leads_to_its_condition() =>
        Assert.Equal(
            ["criteria.all[0]", "criteria.all[1]"],
            DescribeCriteria
                .Pieces(Read("""{"all":[{"field":"industry","operator":"exists"},{"field":"size","operator":"eq","value":"small"}]}"""))
                .Select(p => p.Path)
                .OfType<string>()
        );

    [Fact]
    public void Criteria_say_what_they_depend_on()
    {
        var read = Read(
            """
            {"all":[{"field":"orders.count","window":"90d","operator":"gte","value":1},{"field":"health","operator":"lt","value":60},
                    {"operator":"in_segment","value":"Fleets"}]}
            """
        );

        Assert.Equal(
            ["order", "scores", "segment:0190a000-0000-7000-8000-000000000001"],
            CriteriaTimes.Subjects(read).Order(StringComparer.Ordinal)
        );
        Assert.True(CriteriaTimes.Moves(read));
        Assert.False(CriteriaTimes.Moves(Read("""{"field":"last","operator":"gte","value":"2026-01-01"}""")));
    }

    [Theory]
    [InlineData("now-90d", "2026-01-04T23:00:00Z")]
    [InlineData("now-1M", "2026-03-04T23:00:00Z")]
    [InlineData("now-1y", "2025-04-04T22:00:00Z")]
    [InlineData("now+2w", "2026-04-18T22:00:00Z")]
    [InlineData("now-2h", "2026-04-05T10:00:00Z")]
    [InlineData("now", "2026-04-05T12:00:00Z")]
    [InlineData("2026-04-05", "2026-04-04T22:00:00Z")]
    [InlineData("2026-04-05T09:30:00+02:00", "2026-04-05T07:30:00Z")]
    public void Days_begin_at_midnight_where_the_organization_is(string text, string at)
    {
        var moment = new CriteriaMoment(DateTimeOffset.Parse("2026-04-05T12:00:00Z"), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

        Assert.Equal(DateTimeOffset.Parse(at), TimePoint.Read(text)!.At(moment));
    }

    [Fact]
    public void A_day_whose_midnight_the_clocks_skip_begins_when_they_go_on()
    {
        // In Santiago the day after Saturday 5 September 2026 begins at one o'clock.
        var moment = new CriteriaMoment(
            DateTimeOffset.Parse("2026-09-10T12:00:00Z"),
            TimeZoneInfo.FindSystemTimeZoneById("America/Santiago")
        );

        Assert.Equal(DateTimeOffset.Parse("2026-09-06T04:00:00Z"), moment.StartOf(new DateOnly(2026, 9, 6)));
    }

    [Fact]
    public void What_is_written_reads_the_same()
    {
        var read = Read(
            """
            {"none":[{"not":{"field":"orders.count","window":{"from":"now-2y","to":"2026-01-01"},"operator":"between","value":[1,2.50]}},
                     {"operator":"in_segment","value":"fleets"},{"field":"tags","operator":"in","value":["VIP"]}]}
            """
        );

        Assert.Equal(
            """{"none":[{"not":{"field":"orders.count","window":{"from":"now-2y","to":"2026-01-01"}"""
                + ""","operator":"between","value":[1,2.5]}},"""
                + """{"field":"segment","operator":"in_segment","value":"0190a000-0000-7000-8000-000000000001"},"""
                + """{"field":"tags","operator":"in","value":["VIP"]}]}""",
            WriteCriteria.Of(read)
        );
        Assert.Equal(WriteCriteria.Of(read), WriteCriteria.Of(Read(WriteCriteria.Of(read))));
    }
}
