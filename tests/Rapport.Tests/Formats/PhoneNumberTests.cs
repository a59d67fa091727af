using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

[Trait("Spec", "CUS-4")]
public sealed class PhoneNumberTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("+44 20 7946 0018", null, "+442079460018", "GB", null)]
    [InlineData("020 7946 0018", "GB", "+442079460018", "GB", null)]
    [InlineData("+44 (0)20 7946 0018", "DE", "+442079460018", "GB", null)]
    [InlineData("0044 20 7946 0018", "DE", "+442079460018", "GB", null)]
    [InlineData("0044 20 7946 0018", null, "+442079460018", "GB", null)]
    [InlineData("0044 20 7946 0018", "US", "+442079460018", "GB", null)]
    [InlineData("011 44 20 7946 0018", "US", "+442079460018", "GB", null)]
    [InlineData("44 20 7946 0018", "GB", "+442079460018", "GB", null)]
    [InlineData("(415) 555-2671", "US", "+14155552671", "US", null)]
    [InlineData("1-415-555-2671 ext. 204", "us", "+14155552671", "US", "204")]
    [InlineData("415.555.2671 x12", "US", "+14155552671", "US", "12")]
    [InlineData("tel:+1-415-555-2671;ext=7", null, "+14155552671", "US", "7")]
    [InlineData("1-800-FLOWERS", "US", "+18003569377", "US", null)]
    [InlineData("＋４４　２０　７９４６　００１８", null, "+442079460018", "GB", null)]
    [InlineData("Tel.: 030 / 23 12 50 00", "DE", "+493023125000", "DE", null)]
    [InlineData("089 1234567 Durchwahl 55", "DE", "+49891234567", "DE", "55")]
    [InlineData("02 1234 5678", "IT", "+390212345678", "IT", null)]
    [InlineData("312 345 6789", "IT", "+393123456789", "IT", null)]
    [InlineData("011 15-2345-6789", "AR", "+5491123456789", "AR", null)]
    [InlineData("+52 222 123 4567", null, "+522221234567", "MX", null)]
    [InlineData("+52 1 222 123 4567", null, "+522221234567", "MX", null)]
    [InlineData("044 222 123 4567", "MX", "+522221234567", "MX", null)]
    [InlineData("8 (495) 123-45-67", "RU", "+74951234567", "RU", null)]
    [InlineData("+1 876 523 0123", "US", "+18765230123", "JM", null)]
    [InlineData("+800 1234 5678", null, "+80012345678", null, null)]
    [InlineData("0044 20 7946 0018 ext. 5", "US", "+442079460018", "GB", "5")]
    [InlineData("044 222 123 4567 ext. 5", "MX", "+522221234567", "MX", "5")]
    [InlineData("'0171 5550103", "DE", "+491715550103", "DE", null)]
    [InlineData("4915155501234", "DE", "+4915155501234", "DE", null)]
    [InlineData("4930 12345678", "DE", "+493012345678", "DE", null)]
    [InlineData("04921 12345", "DE", "+49492112345", "DE", null)]
    [InlineData("(11) 5550-1234", "BR", "+551155501234", "BR", null)]
    public void Any_written_form_gives_the_same_number(string text, string? country, string e164, string? assigned, string? extension)
    {
        var number = PhoneNumber.Parse(text, country);

        Assert.NotNull(number);
        Assert.Equal((e164, assigned, extension), (number.E164, number.Country, number.Extension));
    }

    [Theory]
    [InlineData("", "US")]
    [InlineData("n/a", "US")]
    [InlineData("020 7946 0018", null)]
    [InlineData("020 7946 0018", "XX")]
    [InlineData("12", "US")]
    [InlineData("+999 123 4567", "US")]
    [InlineData("555-2671", "US")]
    [InlineData("+1 555 2671", "US")]
    [InlineData("+1 268 1078", "TT")]
    [InlineData("+1 268 1078 123", "TT")]
    public void What_no_numbering_plan_assigns_is_no_number(string text, string? country)
    {
        Assert.Null(PhoneNumber.Parse(text, country));
    }

    [Fact]
    public void Seven_digits_after_a_plus_do_not_take_the_area_code_of_the_organization()
    {
        var number = PhoneNumber.Read("+1 268 1078", "TT");

        Assert.NotNull(number);
        Assert.Equal(("+12681078", (string?)null, false, false), (number.E164, number.Country, number.IsValid, number.IsPossible));
    }

    [Theory]
    [InlineData(101)]
    [InlineData(1_000_000)]
    public void A_long_text_is_refused_before_it_is_parsed(int length)
    {
        Assert.Null(PhoneNumber.Read("+4420794600" + new string('1', length - 11), "GB"));
    }

    [Theory]
    [InlineData("+44 20 7946", "44207946")]
    [InlineData("0044 20-7946", "44207946")]
    [InlineData("020 79", "2079")]
    [InlineData("no number", "")]
    public void The_digits_of_a_part_can_be_searched_for(string text, string digits)
    {
        Assert.Equal(digits, PhoneNumber.Digits(text));
    }

    [Fact]
    public void The_vectors_of_libphonenumber_come_out_equal()
    {
        var vectors = PublicData.Cells(PublicData.Extract("phone-vectors.csv"));
        var wrong = vectors.Where(vector => !Agrees(vector)).ToList();
        var valid = vectors.Count(vector => vector[5] == "1");
        var possible = vectors.Count(vector => (PhoneNumber.Read(vector[2], vector[0])?.IsPossible ?? false) == (vector[6] == "1"));
        wrong.ForEach(vector => output.WriteLine($"{string.Join(',', vector)} -> {PhoneNumber.Read(vector[2], vector[0])}"));
        output.WriteLine(
            $"{vectors.Length - wrong.Count} of {vectors.Length} equal, {wrong.Count(vector => vector[5] == "1")} of {valid} "
                + $"valid ones differ, {possible} agree in possible"
        );

        Assert.InRange(wrong.Count / (double)vectors.Length, 0, 0.005);
    }

    private static bool Agrees(string[] vector)
    {
        var number = PhoneNumber.Read(vector[2], vector[0]);
        return (number?.E164 ?? "") == vector[3] && (number?.IsValid ?? false) == (vector[5] == "1");
    }
}
