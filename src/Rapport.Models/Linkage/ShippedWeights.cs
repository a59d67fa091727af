using System.Globalization;

namespace Rapport.Models.Linkage;

/// <summary>Reads the frequencies of levels that ship in <c>customer-weights.csv</c>.</summary>
/// <remarks>
/// Each line: class, field, level, the other field's level it holds for or nothing, share of 0 to 1. The classes are <c>match</c> (m),
/// <c>chance</c> (u) and the rivals <c>household</c> and <c>organization</c>; <c>pairs</c> holds the share of each class among pairs that
/// share a blocking key in a base of about a million. Names, birthdays, e-mails, streets, postcodes and cities were counted on Febrl 1–3
/// (Christen's synthetic Australian people, without the social security number) and Splink's fake_1000, u in 300,000 random pairs of each;
/// m is about the mean over the sets, so that neither error model rules. Organization names and phones were counted on the Chicago
/// early-childhood sites of the dedupe examples. Then tempered where those sets are unlike a customer base: postcodes and birthdays agree
/// more often by chance (customers live near the shop, few were born in 1905), phones weigh more when equal and less when not. The rivals,
/// tax numbers, external IDs and the type are judged.
/// </remarks>
internal static class ShippedWeights
{
    private const int Levels = LevelWeights.Levels;
    private const int Table = Levels * Levels;
    private const double Unseen = 1e-9;
    private static readonly string[] Rivals = ["household", "organization"];

    public static LevelWeights Read()
    {
        var lines = Lines().ToList();
        var parents = Parents(lines);
        var shares = lines.Where(line => line.Class == "pairs").ToDictionary(line => line.Field, line => line.Share);
        double[] m = Shares(lines, "match"),
            u = Shares(lines, "chance");
        return new LevelWeights(shares["match"], Rows(m), ChanceTree.Of(parents, u), null, ChanceTree.Of(parents, m)).With(
            shares["match"],
            Rows(m),
            [.. Rivals.Select(name => new Rival(Rows(Shares(lines, name)), shares[name]))]
        );
    }

    private static IEnumerable<(string Class, string Field, string Level, string Given, double Share)> Lines()
    {
        using var stream = typeof(ShippedWeights).Assembly.GetManifestResourceStream("Linkage.customer-weights.csv")!;
        using var reader = new StreamReader(stream);
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            var cells = line.Split(',');
            if (cells.Length == 5 && cells[0] != "class")
                yield return (cells[0], cells[1], cells[2], cells[3], double.Parse(cells[4], CultureInfo.InvariantCulture));
        }
    }

    // "city,equal,postcode:near": the city depends on the postcode.
    private static int[] Parents(List<(string Class, string Field, string Level, string Given, double Share)> lines)
    {
        var parents = ChanceTree.Independent(CustomerLinkage.Fields);
        foreach (var line in lines.Where(line => line.Given.Length > 0))
            parents[Field(line.Field)] = Field(line.Given.Split(':')[0]);
        return parents;
    }

    private static double[] Shares(List<(string Class, string Field, string Level, string Given, double Share)> lines, string name)
    {
        var shares = new double[CustomerLinkage.Fields * Table];
        Array.Fill(shares, Unseen);
        var known = new HashSet<(int, int)>();
        foreach (var line in lines.Where(line => line.Class == name))
        {
            var given = line.Given.Length == 0 ? 0 : Level(line.Given.Split(':')[1]);
            shares[Field(line.Field) * Table + given * Levels + Level(line.Level)] = line.Share;
            known.Add((Field(line.Field), given));
        }

        // A level of the other field for which nothing is given leaves the shares as they are without it.
        for (var field = 0; field < CustomerLinkage.Fields; field++)
        {
            for (var given = 1; given < Levels; given++)
            {
                if (!known.Contains((field, given)))
                    Array.Copy(shares, field * Table, shares, field * Table + given * Levels, Levels);
            }
        }

        return shares;
    }

    private static double[] Rows(double[] shares) =>
        [.. Enumerable.Range(0, CustomerLinkage.Fields * Levels).Select(at => shares[at / Levels * Table + at % Levels])];

    private static int Field(string name) => (int)Enum.Parse<LinkageField>(name.Replace("_", "", StringComparison.Ordinal), true);

    private static int Level(string name) => (int)Enum.Parse<Agreement>(name, true);
}
