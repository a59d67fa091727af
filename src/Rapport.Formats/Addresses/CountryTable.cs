namespace Rapport.Formats;

/// <summary>ISO 3166-1 as of 2023, with the short names that people use rather than the formal ones.</summary>
internal static class CountryTable
{
    /// <summary>Alpha-2, alpha-3 and the English name.</summary>
    // csharpier-ignore
    public static readonly string[] Rows =
    [
        "AD AND Andorra", "AE ARE United Arab Emirates", "AF AFG Afghanistan", "AG ATG Antigua and Barbuda", "AI AIA Anguilla", "AL ALB Albania",
        "AM ARM Armenia", "AO AGO Angola", "AQ ATA Antarctica", "AR ARG Argentina", "AS ASM American Samoa", "AT AUT Austria", "AU AUS Australia",
        "AW ABW Aruba", "AX ALA Åland Islands", "AZ AZE Azerbaijan", "BA BIH Bosnia and Herzegovina", "BB BRB Barbados", "BD BGD Bangladesh",
        "BE BEL Belgium", "BF BFA Burkina Faso", "BG BGR Bulgaria", "BH BHR Bahrain", "BI BDI Burundi", "BJ BEN Benin", "BL BLM Saint Barthélemy",
        "BM BMU Bermuda", "BN BRN Brunei", "BO BOL Bolivia", "BQ BES Caribbean Netherlands", "BR BRA Brazil", "BS BHS Bahamas", "BT BTN Bhutan",
        "BV BVT Bouvet Island", "BW BWA Botswana", "BY BLR Belarus", "BZ BLZ Belize", "CA CAN Canada", "CC CCK Cocos (Keeling) Islands",
        "CD COD Democratic Republic of the Congo", "CF CAF Central African Republic", "CG COG Congo", "CH CHE Switzerland", "CI CIV Côte d’Ivoire",
        "CK COK Cook Islands", "CL CHL Chile", "CM CMR Cameroon", "CN CHN China", "CO COL Colombia", "CR CRI Costa Rica", "CU CUB Cuba",
        "CV CPV Cabo Verde", "CW CUW Curaçao", "CX CXR Christmas Island", "CY CYP Cyprus", "CZ CZE Czechia", "DE DEU Germany", "DJ DJI Djibouti",
        "DK DNK Denmark", "DM DMA Dominica", "DO DOM Dominican Republic", "DZ DZA Algeria", "EC ECU Ecuador", "EE EST Estonia", "EG EGY Egypt",
        "EH ESH Western Sahara", "ER ERI Eritrea", "ES ESP Spain", "ET ETH Ethiopia", "FI FIN Finland", "FJ FJI Fiji", "FK FLK Falkland Islands",
        "FM FSM Micronesia", "FO FRO Faroe Islands", "FR FRA France", "GA GAB Gabon", "GB GBR United Kingdom", "GD GRD Grenada", "GE GEO Georgia",
        "GF GUF French Guiana", "GG GGY Guernsey", "GH GHA Ghana", "GI GIB Gibraltar", "GL GRL Greenland", "GM GMB Gambia", "GN GIN Guinea",
        "GP GLP Guadeloupe", "GQ GNQ Equatorial Guinea", "GR GRC Greece", "GS SGS South Georgia and the South Sandwich Islands",
        "GT GTM Guatemala", "GU GUM Guam", "GW GNB Guinea-Bissau", "GY GUY Guyana", "HK HKG Hong Kong", "HM HMD Heard and McDonald Islands",
        "HN HND Honduras", "HR HRV Croatia", "HT HTI Haiti", "HU HUN Hungary", "ID IDN Indonesia", "IE IRL Ireland", "IL ISR Israel",
        "IM IMN Isle of Man", "IN IND India", "IO IOT British Indian Ocean Territory", "IQ IRQ Iraq", "IR IRN Iran", "IS ISL Iceland",
        "IT ITA Italy", "JE JEY Jersey", "JM JAM Jamaica", "JO JOR Jordan", "JP JPN Japan", "KE KEN Kenya", "KG KGZ Kyrgyzstan", "KH KHM Cambodia",
        "KI KIR Kiribati", "KM COM Comoros", "KN KNA Saint Kitts and Nevis", "KP PRK North Korea", "KR KOR South Korea", "KW KWT Kuwait",
        "KY CYM Cayman Islands", "KZ KAZ Kazakhstan", "LA LAO Laos", "LB LBN Lebanon", "LC LCA Saint Lucia", "LI LIE Liechtenstein",
        "LK LKA Sri Lanka", "LR LBR Liberia", "LS LSO Lesotho", "LT LTU Lithuania", "LU LUX Luxembourg", "LV LVA Latvia", "LY LBY Libya",
        "MA MAR Morocco", "MC MCO Monaco", "MD MDA Moldova", "ME MNE Montenegro", "MF MAF Saint Martin", "MG MDG Madagascar",
        "MH MHL Marshall Islands", "MK MKD North Macedonia", "ML MLI Mali", "MM MMR Myanmar", "MN MNG Mongolia", "MO MAC Macao",
        "MP MNP Northern Mariana Islands", "MQ MTQ Martinique", "MR MRT Mauritania", "MS MSR Montserrat", "MT MLT Malta", "MU MUS Mauritius",
        "MV MDV Maldives", "MW MWI Malawi", "MX MEX Mexico", "MY MYS Malaysia", "MZ MOZ Mozambique", "NA NAM Namibia", "NC NCL New Caledonia",
        "NE NER Niger", "NF NFK Norfolk Island", "NG NGA Nigeria", "NI NIC Nicaragua", "NL NLD Netherlands", "NO NOR Norway", "NP NPL Nepal",
        "NR NRU Nauru", "NU NIU Niue", "NZ NZL New Zealand", "OM OMN Oman", "PA PAN Panama", "PE PER Peru", "PF PYF French Polynesia",
        "PG PNG Papua New Guinea", "PH PHL Philippines", "PK PAK Pakistan", "PL POL Poland", "PM SPM Saint Pierre and Miquelon", "PN PCN Pitcairn",
        "PR PRI Puerto Rico", "PS PSE Palestine", "PT PRT Portugal", "PW PLW Palau", "PY PRY Paraguay", "QA QAT Qatar", "RE REU Réunion",
        "RO ROU Romania", "RS SRB Serbia", "RU RUS Russia", "RW RWA Rwanda", "SA SAU Saudi Arabia", "SB SLB Solomon Islands", "SC SYC Seychelles",
        "SD SDN Sudan", "SE SWE Sweden", "SG SGP Singapore", "SH SHN Saint Helena", "SI SVN Slovenia", "SJ SJM Svalbard and Jan Mayen",
        "SK SVK Slovakia", "SL SLE Sierra Leone", "SM SMR San Marino", "SN SEN Senegal", "SO SOM Somalia", "SR SUR Suriname", "SS SSD South Sudan",
        "ST STP Sao Tome and Principe", "SV SLV El Salvador", "SX SXM Sint Maarten", "SY SYR Syria", "SZ SWZ Eswatini",
        "TC TCA Turks and Caicos Islands", "TD TCD Chad", "TF ATF French Southern Territories", "TG TGO Togo", "TH THA Thailand",
        "TJ TJK Tajikistan", "TK TKL Tokelau", "TL TLS Timor-Leste", "TM TKM Turkmenistan", "TN TUN Tunisia", "TO TON Tonga", "TR TUR Türkiye",
        "TT TTO Trinidad and Tobago", "TV TUV Tuvalu", "TW TWN Taiwan", "TZ TZA Tanzania", "UA UKR Ukraine", "UG UGA Uganda",
        "UM UMI United States Minor Outlying Islands", "US USA United States", "UY URY Uruguay", "UZ UZB Uzbekistan", "VA VAT Vatican City",
        "VC VCT Saint Vincent and the Grenadines", "VE VEN Venezuela", "VG VGB British Virgin Islands", "VI VIR US Virgin Islands",
        "VN VNM Vietnam", "VU VUT Vanuatu", "WF WLF Wallis and Futuna", "WS WSM Samoa", "YE YEM Yemen", "YT MYT Mayotte", "ZA ZAF South Africa",
        "ZM ZMB Zambia", "ZW ZWE Zimbabwe",
    ];

    /// <summary>An alpha-2 code and another spelling of that country. Only what neither the table nor CLDR has, and the names that must
    /// work without ICU.</summary>
    // csharpier-ignore
    public static readonly string[] Variants =
    [
        "GB UK", "GB Great Britain", "GB England", "GB Scotland", "GB Wales", "GB Northern Ireland",
        "GB United Kingdom of Great Britain and Northern Ireland", "GB Britain", "GB Grossbritannien", "GB Großbritannien",
        "GB Vereinigtes Königreich", "GB Royaume-Uni", "GB Grande-Bretagne", "GB Angleterre", "GB Reino Unido", "GB Gran Bretaña", "GB Inglaterra",
        "GB Schottland", "US USA", "US U.S.", "US U.S.A.", "US United States of America", "US America", "US Vereinigte Staaten",
        "US Vereinigte Staaten von Amerika", "US Amerika", "US États-Unis", "US États-Unis d’Amérique", "US Estados Unidos",
        "US Estados Unidos de América", "US EE. UU.", "US EEUU", "US EUA", "DE Deutschland", "DE Allemagne", "DE Alemania",
        "DE Federal Republic of Germany", "DE Bundesrepublik Deutschland", "DE BRD", "DE D", "FR Frankreich", "FR Francia", "FR F",
        "FR French Republic", "ES Spanien", "ES Espagne", "ES España", "ES E", "IT Italia", "IT Italien", "IT Italie", "IT I", "AT Österreich",
        "AT Oesterreich", "AT Autriche", "AT A", "CH Schweiz", "CH Suisse", "CH Svizzera", "CH Suiza", "NL Holland", "NL The Netherlands",
        "NL Niederlande", "NL Nederland", "NL Pays-Bas", "NL Países Bajos", "BE België", "BE Belgique", "BE Belgien", "BE Bélgica", "BE Belgie",
        "LU Luxemburg", "DK Danmark", "DK Dänemark", "SE Sverige", "SE Schweden", "SE Suède", "NO Norge", "NO Norwegen", "FI Suomi", "FI Finnland",
        "PL Polska", "PL Polen", "PL Pologne", "PL Polonia", "CZ Czech Republic", "CZ Česko", "CZ Česká republika", "CZ Tschechien",
        "CZ Tschechische Republik", "SK Slovak Republic", "SK Slovensko", "HU Magyarország", "PT Portugal", "RO România", "GR Hellas", "GR Ellada",
        "GR EL", "HR Hrvatska", "SI Slovenija", "IE Eire", "IE Éire", "IE Republic of Ireland", "RU Russian Federation", "RU Rossiya", "RU Россия",
        "UA Україна", "BY Belarus", "MD Republic of Moldova", "TR Turkey", "TR Türkei", "TR Turquie", "MK Macedonia", "MK FYROM", "BA Bosnia",
        "BA Bosnia-Herzegovina", "VA Holy See", "VA Vatican", "CY Kypros", "EE Eesti", "LV Latvija", "LT Lietuva", "CN PRC",
        "CN People's Republic of China", "CN P.R. China", "CN Mainland China", "CN 中国", "JP 日本", "JP Nippon", "KR Korea", "KR Republic of Korea",
        "KR Korea, Republic of", "KR South-Korea", "KR 대한민국", "KP DPRK", "KP Democratic People's Republic of Korea",
        "KP Korea, Democratic People's Republic of", "TW Republic of China", "TW Taiwan, Province of China", "TW 台灣", "HK Hong Kong SAR",
        "HK Hong Kong SAR China", "MO Macau", "MM Burma", "VN Viet Nam", "LA Lao People's Democratic Republic", "LA Lao PDR",
        "BN Brunei Darussalam", "TL East Timor", "IR Iran, Islamic Republic of", "IR Islamic Republic of Iran", "SY Syrian Arab Republic",
        "PS Palestinian Territories", "PS State of Palestine", "PS Palestine, State of", "AE UAE", "AE U.A.E.", "AE Emirates", "SA KSA",
        "SA Kingdom of Saudi Arabia", "IN Bharat", "IN भारत", "PH Philippines, The", "BR Brasil", "MX México", "MX Mexique", "MX Mexiko",
        "AR Argentinien", "AR Argentine", "BO Bolivia, Plurinational State of", "BO Plurinational State of Bolivia",
        "VE Venezuela, Bolivarian Republic of", "VE Bolivarian Republic of Venezuela", "CA Kanada", "FK Falkland Islands (Malvinas)",
        "VG Virgin Islands (British)", "VG Virgin Islands, British", "VI Virgin Islands (U.S.)", "VI Virgin Islands, U.S.",
        "VI U.S. Virgin Islands", "VI United States Virgin Islands", "BQ Bonaire, Sint Eustatius and Saba", "SX Sint Maarten (Dutch part)",
        "MF Saint Martin (French part)", "FM Micronesia, Federated States of", "FM Federated States of Micronesia", "CD DR Congo", "CD DRC",
        "CD Congo, The Democratic Republic of the", "CD Congo, Democratic Republic of the", "CD Congo-Kinshasa", "CG Republic of the Congo",
        "CG Congo-Brazzaville", "CI Ivory Coast", "CI Elfenbeinküste", "CI Cote d'Ivoire", "CV Cape Verde", "SZ Swaziland", "TZ Tanzania, United Republic of",
        "TZ United Republic of Tanzania", "GM The Gambia", "BS The Bahamas", "SH Saint Helena, Ascension and Tristan da Cunha", "ZA RSA",
        "ZA Südafrika", "HM Heard Island and McDonald Islands", "NZ Aotearoa",
    ];
}
