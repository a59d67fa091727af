using FsCheck;
using FsCheck.Fluent;
using Rapport.Models.Linkage;
using Xunit;

namespace Rapport.Tests.Models.Linkage;

[Trait("Spec", "CUS-7")]
public sealed class LinkagePropertyTests
{
    private static readonly Gen<string> Words = Gen.Elements(
        "john",
        "Jon",
        "Smith",
        "Smyth",
        "Müller",
        "Mueller",
        "J.",
        "Anne-Marie",
        "Annemarie",
        "O'Brien",
        "GmbH",
        "Иван",
        "山田",
        "5",
        "7",
        "abab",
        "baba",
        ""
    );
    private static readonly Gen<string> Names = from a in Words from b in Words from c in Words select $"{a} {b} {c}";
    private static readonly Gen<string> Emails = Gen.Elements(
        "john.smith@acme.com",
        "jon.smith@acme.com",
        "john.smith@gmail.com",
        "johnsmith@gmail.com",
        "info@acme.com",
        "",
        "@",
        "a@b"
    );
    private static readonly Gen<string> Phones = Gen.Elements(
        "+492219876543",
        "02219876543",
        "+492219876544",
        "9876543",
        "+12025550100",
        "000",
        ""
    );
    private static readonly Gen<PostalAddress> Addresses =
        from street in Gen.Elements("12 Main Street", "12 Main St", "21 Main St", "Main St", "Hauptstr. 5", null)
        from city in Gen.Elements("Berlin", "Berlim", "York", null)
        from postcode in Gen.Elements("10115", "10151", "YO1 9ZZ", null)
        select new PostalAddress(street, city, postcode);

    private static readonly Gen<LinkageRecord> Records =
        from name in Names
        from type in Gen.Frequency((4, Gen.Constant(PartyType.Individual)), (1, Gen.Constant(PartyType.Organization)))
        from emails in Emails.ListOf()
        from phones in Phones.ListOf()
        from addresses in Addresses.ListOf()
        from birth in Gen.Elements<DateOnly?>(
            new DateOnly(1984, 3, 7),
            new DateOnly(1984, 7, 3),
            new DateOnly(1984, 3, 8),
            new DateOnly(1951, 12, 24),
            null
        )
        from tax in Gen.Elements("DE123456789", "DE123456798", null)
        select new LinkageRecord
        {
            Name = name,
            Type = type,
            Emails = [.. emails],
            Phones = [.. phones],
            Addresses = [.. addresses],
            BirthDate = birth,
            TaxId = tax,
        };

    private static readonly Arbitrary<(LinkageRecord A, LinkageRecord B)> Pairs = (
        from a in Records
        from b in Records
        select (a, b)
    ).ToArbitrary();

    [Fact]
    public void Comparison_is_symmetric() =>
        Holds(
            Pairs,
            pair =>
            {
                var forth = CustomerLinkage.Default.Compare(pair.A, pair.B);
                var back = CustomerLinkage.Default.Compare(pair.B, pair.A);
                return forth.Probability == back.Probability && Weights(forth).SequenceEqual(Weights(back));
            }
        );

    [Fact]
    public void A_probability_lies_between_none_and_certain_and_is_the_same_without_evidence() =>
        Holds(
            Pairs,
            pair =>
            {
                var match = CustomerLinkage.Default.Compare(pair.A, pair.B);
                return match.Probability is >= 0 and <= 1 && match.Probability == CustomerLinkage.Default.Probability(pair.A, pair.B);
            }
        );

    [Fact]
    public void A_record_with_a_name_and_a_contact_is_its_own_duplicate() =>
        Holds(
            Records.ToArbitrary(),
            record =>
                NameFolding.Key(record.Name).Length == 0
                || !record.Emails.Take(LinkageRecord.ValueLimit).Any(email => email.Length > 1)
                || CustomerLinkage.Default.Compare(record, record).Probability > 0.95
        );

    [Fact]
    public void A_shared_email_with_the_same_name_exceeds_the_threshold_unless_something_contradicts() =>
        Holds(
            Pairs,
            pair =>
                NameFolding.Key(pair.A.Name).Length == 0
                || pair.A.BirthDate != pair.B.BirthDate
                || pair.A.TaxId != pair.B.TaxId
                || CustomerLinkage.Default.Probability(With(pair.A, "ada@lovelace.org"), With(pair.B, "Ada@Lovelace.org", pair.A.Name))
                    > CustomerLinkage.Threshold
        );

    [Fact]
    public void Names_alone_never_exceed_the_threshold() =>
        Holds(Pairs, pair => CustomerLinkage.Default.Probability(Only(pair.A), Only(pair.B)) <= CustomerLinkage.Threshold);

    [Fact]
    public void Records_that_share_a_contact_meet_in_a_block() =>
        Holds(
            Pairs,
            pair => BlockingKeys.Of(With(pair.A, "ada@lovelace.org")).Intersect(BlockingKeys.Of(With(pair.B, "Ada@Lovelace.org"))).Any()
        );

    [Fact]
    public void A_record_has_few_distinct_keys() =>
        Holds(
            Records.ToArbitrary(),
            record => BlockingKeys.Of(record) is var keys && keys.Count <= BlockingKeys.Limit && keys.Distinct().Count() == keys.Count
        );

    [Fact]
    public void Folding_is_idempotent_and_bounded() =>
        Holds(
            ArbMap.Default.ArbFor<string?>(),
            text =>
                NameFolding.Key(text) is var key
                && NameFolding.Key(key) == key
                && key.Length <= NameFolding.KeyLength
                && key.Trim() == key
                && !key.Contains("  ")
        );

    [Fact]
    public void Jaro_Winkler_is_symmetric_and_bounded() =>
        Holds(
            (from a in Names from b in Names select (a, b)).ToArbitrary(),
            pair =>
                JaroWinkler.Similarity(pair.a, pair.b) is >= 0 and <= 1 and var similarity
                && similarity == JaroWinkler.Similarity(pair.b, pair.a)
        );

    [Fact]
    public void A_bounded_distance_is_the_unbounded_one_up_to_its_bound() =>
        Holds(
            (from a in Names from b in Names from bound in Gen.Choose(0, 6) select (a, b, bound)).ToArbitrary(),
            given =>
                DamerauLevenshtein.Distance(given.a, given.b, given.bound)
                == Math.Min(DamerauLevenshtein.Distance(given.b, given.a, 1000), given.bound + 1)
        );

    private static IEnumerable<(LinkageField, Agreement, double)> Weights(Match match) =>
        match.Evidence.Select(evidence => (evidence.Field, evidence.Agreement, evidence.Bits));

    private static LinkageRecord With(LinkageRecord record, string email, string? name = null) =>
        new()
        {
            Name = name ?? record.Name,
            Type = record.Type,
            Emails = [email, .. record.Emails],
            Phones = record.Phones,
            Addresses = record.Addresses,
            BirthDate = record.BirthDate,
            TaxId = record.TaxId,
        };

    private static LinkageRecord Only(LinkageRecord record) => new() { Name = record.Name, Type = record.Type };

    private static void Holds<T>(Arbitrary<T> given, Func<T, bool> rule) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true), Prop.ForAll(given, rule));
}
