using Rapport.Records.Customers.Intake.Columns;

namespace Rapport.Tests.Records.Customers.Import;

/// <summary>Where the columns go that other programs export, by their names alone.</summary>
[Trait("Spec", "CUS-9")]
public sealed class ColumnGuessTests
{
    private static Dictionary<string, string> Guess(string headers, params string[][] rows) =>
        ColumnMapping
            .Guess(ColumnMapping.Unique(headers.Split(','), 0), rows, [], (_, _) => true)
            .Columns.Where(c => c.Target is not null)
            .ToDictionary(c => c.Name, c => c.Target!);

    [Theory]
    [InlineData(
        "Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Create Date,Associated Company,Country/Region,Contact owner",
        "external_id,first_name,last_name,email,phone,status,registration_date,company,address.country,owner"
    )]
    [InlineData(
        "ID,ISDELETED,NAME,PARENTID,BILLINGSTREET,BILLINGCITY,BILLINGSTATE,BILLINGPOSTALCODE,BILLINGCOUNTRY,PHONE,WEBSITE,"
            + "INDUSTRY,OWNERID,CREATEDDATE",
        "external_id,,display_name,,address.street_line_1,address.city,address.state_province,address.postal_code,"
            + "address.country,phone,website,industry,owner,registration_date"
    )]
    [InlineData(
        "Lead ID,FirstName,LastName,Email,Phone,Company,LeadSource,Status,OwnerId",
        "external_id,first_name,last_name,email,phone,company,source,status,owner"
    )]
    [InlineData(
        "Record Id,Contact Owner,First Name,Last Name,Account Name,Email,Title,Phone,Mobile,Mailing Street,Mailing City,Mailing "
            + "State,Mailing Zip,Mailing Country,Date of Birth,Tag",
        "external_id,owner,first_name,last_name,company,email,job_title,phone,phone_2,address.street_line_1,address.city,"
            + "address.state_province,address.postal_code,address.country,birth_date,tags"
    )]
    [InlineData(
        "Person - First name,Person - Last name,Person - Email,Person - Phone,Person - Label,Organization - Name",
        "first_name,last_name,email,phone,tags,company"
    )]
    [InlineData(
        "Email Address,First Name,Last Name,Address,Phone Number,MEMBER_RATING,OPTIN_TIME,CC,REGION,TAGS",
        "email,first_name,last_name,address.full,phone,,registration_date,address.country,address.state_province,tags"
    )]
    [InlineData("EMAIL,LASTNAME,FIRSTNAME,SMS,EMAIL_BLACKLISTED", "email,last_name,first_name,phone,")]
    [InlineData(
        "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization "
            + "Title,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - "
            + "Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country",
        "first_name,middle_name,last_name,,,name_suffix,,display_name,company,job_title,birth_date,,,tags,,email,,phone,"
            + "address.street_line_1,address.city,address.postal_code,address.country"
    )]
    [InlineData(
        "First Name,Last Name,Company,Job Title,E-mail Address,Business Phone,Mobile Phone,Business Fax,Business Street,Business "
            + "City,Home Street,Home City,Birthday,Web Page,Categories",
        "first_name,last_name,company,job_title,email,phone_2,phone,,address.street_line_1,address.city,"
            + "address_2.street_line_1,address_2.city,birth_date,website,tags"
    )]
    [InlineData(
        "Kundennummer,Vorname,Nachname,Firma,E-Mail-Adresse,Telefon,Mobil,Straße,PLZ,Ort,Land,Geburtsdatum,USt-IdNr.,Schlagworte",
        "external_id,first_name,last_name,company,email,phone,phone_2,address.street_line_1,address.postal_code,address.city,"
            + "address.country,birth_date,tax_id,tags"
    )]
    [InlineData(
        "Prénom,Nom de famille,Société,Courriel,Téléphone portable,Adresse 1,Code postal,Ville,Pays,Date de naissance,Étiquettes",
        "first_name,last_name,company,email,phone,address.street_line_1,address.postal_code,address.city,address.country,birth_date,tags"
    )]
    [InlineData(
        "Nombre completo,Apellidos,Empresa,Correo electrónico,Teléfono móvil,Calle,Código postal,Ciudad,País,Fecha de "
            + "nacimiento,NIF,Etiquetas",
        "display_name,last_name,company,email,phone,address.street_line_1,address.postal_code,address.city,address.country,"
            + "birth_date,tax_id,tags"
    )]
    public void Names_of_columns_are_known(string headers, string targets)
    {
        var guessed = Guess(headers);
        Assert.Equal(targets.Split(','), headers.Split(',').Select(h => guessed.GetValueOrDefault(h, "")));
    }

    [Fact]
    public void What_cells_hold_tells_where_names_say_nothing()
    {
        var guessed = Guess("A,B,C", ["x", "ada@example.com", "+44 20 7946 0018"], ["y", "joan@example.com", "+44 20 7946 0019"]);
        Assert.Equal(("email", "phone"), (guessed["B"], guessed["C"]));
    }
}
