using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Rapport.Records.Customers.Described;
using static Rapport.Records.Customers.Intake.Columns.ImportField;

namespace Rapport.Records.Customers.Intake.Columns;

/// <summary>
/// What other programs call our fields. Names are compared by their letters and digits alone: "E-mail Address", "EMAIL_ADDRESS" and "email
/// address" are one.
/// The lists follow the exports of Salesforce, HubSpot, Pipedrive, Zoho, Mailchimp, Brevo, Mautic, Google and Outlook contacts.
/// </summary>
internal static class FieldNames
{
    private static readonly (ImportField Field, string Names)[] Lists =
    [
        (ImportField.Type, "type customertype recordtype contacttype"),
        (
            DisplayName,
            "displayname name fullname customername contactname clientname kunde kundenname nom nomcomplet nombre "
                + "nombrecompleto leadname custname personname fileas anzeigename vollername ansprechpartner kundenbezeichnung "
                + "razonsocial denominacion nomducontact nomclient nombrecliente nombredelcliente nomdelentreprise nomdelasociete "
                + "nombredelaempresa leadsname contactfullname"
        ),
        (
            FirstName,
            "firstname givenname forename vorname prenom primernombre fname rufname nombredepila nombres personfirstname contactfirstname"
        ),
        (MiddleName, "middlename additionalname zweitername"),
        (
            LastName,
            "lastname familyname surname nachname nomdefamille apellido apellidos lname familienname zuname nomfamille "
                + "primerapellido personlastname contactlastname leadlastname"
        ),
        (NameSuffix, "namesuffix suffix namenszusatz"),
        (
            Company,
            "company companyname organization organisation organizationname organisationname accountname associatedcompany "
                + "firma firmenname unternehmen societe entreprise empresa business businessname employer organization1name "
                + "compania societenom raisonsociale nombreempresa organisationsname firmenbezeichnung personorganization "
                + "mmergecompany leadcompany associatedcompanyprimary primaryassociatedcompany"
        ),
        (
            JobTitle,
            "jobtitle title position role organizationtitle organization1title personjobtitle beruf berufsbezeichnung "
                + "fonction cargo puesto poste profession funktion stellung puestodetrabajo ocupacion occupation "
                + "organizationdepartmenttitle"
        ),
        (Status, "status customerstatus lifecyclestatus lifecyclestage customerstage"),
        (Source, "source"),
        (
            ImportField.ExternalId,
            "externalid id recordid customerid customernumber customerno accountid contactid leadid personid organizationid "
                + "accountnumber kundennummer kundennr numeroclient idcliente custid custno legacyid oldid externalkey "
                + "accountnumberc kundenid kundeid idclient codeclient codecliente numerodecliente contactrecordid debitorennummer "
                + "debitor referenceclient leid euid clientid clientnumber clientno hubspotid salesforceid zohoid recordid18 "
                + "accountid18"
        ),
        (
            Email,
            "email emailaddress mail emailadresse adressemail courriel correo correoelectronico primaryemail workemail "
                + "personemail homeemail personalemail businessemail privateemail emailwork emailhome emailother emailadres "
                + "mailadresse couriel adresseelectronique adresseemail courrielprofessionnel emailprofessionnel correoprincipal "
                + "direcciondecorreo emailpro emailprivat emailgeschaftlich secondaryemail email2 emailaddress2 otheremailaddress"
        ),
        (
            Phone,
            "phone phonenumber telephone tel telefon telefonnummer telefono mobile mobilephone mobilenumber cell cellphone "
                + "handy mobil businessphone homephone workphone otherphone primaryphone companymainphone personphone sms "
                + "phonework phonemobile phonehome phoneother assistantsphone mainphone telmob telmobile companyphone landline "
                + "numerodetelephone numerotelephone telephoneportable portable telephonemobile numerodetelefono telefonomovil "
                + "movil celular telefonofijo rufnummer mobilnummer mobiltelefon handynummer festnetz telefongeschaftlich "
                + "telefonprivat mobilephonenumber phonehome2 personphonework personphonemobile personphonehome personmobile "
                + "primarycontactphone"
        ),
        (
            Branch,
            "branch branchname branchid location filiale store shop standort succursale sucursal zweigstelle niederlassung agence sede"
        ),
        (
            Owner,
            "owner ownerid owneremail accountowner contactowner companyowner leadowner recordowner personowner "
                + "organizationowner betreuer zustandig verantwortlich kundenbetreuer proprietaire propietario responsable "
                + "leadownername contactownername accountownername ownername"
        ),
        (
            ImportField.Tags,
            "tags tag labels label categories category groupmembership groups schlagworte etiquettes etiquetas personlabel "
                + "organizationlabel keywords schlagwort schlagworter kategorie kategorien categorie mots motscles categorias "
                + "categoria etiqueta etiquette"
        ),
        (ImportField.AddressType, "addresstype"),
        (
            AddressFull,
            "address fulladdress postaladdress anschrift adresse direccion personpostaladdress organizationaddress "
                + "addressformatted postanschrift adressecomplete adressepostale direccioncompleta direccionpostal domicilio"
        ),
        (
            StreetLine1,
            "street streetaddress streetline1 addressline1 address1 addr1 strasse rue calle mailingstreet street1 "
                + "strassehausnummer strase strassenr strassehausnr strasseundhausnummer hausanschrift adresse1 ligne1adresse "
                + "calleynumero direccion1 voie numeroetrue straatnaam"
        ),
        (
            StreetLine2,
            "streetline2 addressline2 address2 addr2 street2 adresszusatz extendedaddress addressextendedaddress "
                + "complementadresse complementdadresse adresse2 direccion2 zusatz"
        ),
        (City, "city town ort stadt ville ciudad cityname locality wohnort gemeinde commune localidad poblacion municipio localite"),
        (
            StateProvince,
            "state stateprovince province region county stateregion bundesland provincia departement kanton provinz estado "
                + "comunidad comunidadautonoma regione"
        ),
        (PostalCode, "postalcode postcode zip zipcode plz codepostal codigopostal pcode zippostalcode postleitzahl cp codpostal codigo"),
        (Country, "country countryregion countrycode land pays pais cc countryname staat paisregion nation nacion"),
    ];

    private static readonly FrozenDictionary<string, ImportTarget> Known = Names()
        .ToFrozenDictionary(n => n.Name, n => n.Target, StringComparer.Ordinal);

    public static ImportTarget? Find(string plain) => Known.GetValueOrDefault(plain);

    /// <summary>Letters and digits in lower case, without accents.</summary>
    public static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in Models.Linkage.NameFolding.Key(name))
            if (letter != ' ')
                plain.Append(letter);
        return plain.ToString();
    }

    private static IEnumerable<(string Name, ImportTarget Target)> Names() =>
        from line in Lists
            .Select(l => (Target: new ImportTarget(l.Field), l.Names))
            .Concat(CustomerDescription.Imported.Select(f => (Target: new ImportTarget(f), Names: f.Headers)))
        from name in line.Names.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select (name, line.Target);
}
