namespace Rapport.Records.Samples;

/// <summary>
/// What the sample garage's people, firms and places are made of. Nobody real is meant: the numbers and addresses are those that are kept
/// free for fiction.
/// </summary>
internal static class SampleWords
{
    public static readonly string[] FirstNames = Split(
        """
        Eleanor Tariq Priya Hamish Zofia Ruth Owen Joyce Gareth Siobhan Marcus Beatrice Dmytro Lucia Callum Imran Jessica Thomas
        Oliver Amelia Harry Isla George Ava Noah Mia Jack Grace Leo Freya Arthur Lily Muhammad Sophie Alfie Evie Henry Ella Archie
        Poppy Oscar Charlotte Freddie Daisy Theodore Rosie William Margaret Edward Patricia David Susan Michael Linda Robert
        Christine James Sarah Andrew Karen Stephen Helen Paul Nicola Mark Tracey Ian Deborah Neil Angela Stuart Claire Craig Emma
        Gavin Laura Darren Rachel Lee Rebecca Adam Hannah Ryan Lauren Nathan Chloe Aisha Yusuf Fatima Hassan Zainab Bilal Ayesha
        Omar Khadija Usman Anjali Rahul Deepa Sanjay Meera Arjun Kavita Vikram Harpreet Gurpreet Jaswinder Manjit Agnieszka Piotr
        Katarzyna Tomasz Magdalena Marek Ewa Pawel Ioana Andrei Mei Wei Chiamaka Emeka Ngozi Kwame Abena Carlos Ines Matteo Giulia
        Niamh Declan Aoife Rhys Cerys Fiona Alasdair Moira Winifred Albert Ethel Stanley Doreen
        """
    );

    public static readonly string[] LastNames = Split(
        """
        Whitcombe Mahmood Raghunathan Drummond Wieczorek Abernathy Sutcliffe Pugh Keane Oyelaran Kovalenko Ferrer Birch Sheikh
        Holroyd Reddy Armitage Hartley Ackroyd Barraclough Greenwood Sugden Crowther Haigh Sykes Dyson Lumb Firth Murgatroyd Ramsden
        Hepworth Illingworth Broadbent Shackleton Thackray Ogden Midgley Beaumont Priestley Fairburn Wainwright Clegg Dobson
        Metcalfe Fawcett Alderson Calvert Harker Peacock Pickersgill Horsfall Whiteley Naylor Stansfield Uttley Helliwell Feather
        Rushworth Hainsworth Bairstow Emmott Hanson Lister Rawnsley Tordoff Waddington Smith Jones Taylor Brown Wilson Evans
        Thompson Walker White Roberts Green Hall Wood Harris Clark Jackson Turner Hill Moore Cooper Ward Morris King Watson Baker
        Harrison Morgan Patel Allen Mitchell Phillips Scott Campbell Parker Bennett Gray Robinson Cook Shaw Bailey Richardson
        Hussain Khan Ahmed Ali Malik Akhtar Iqbal Begum Choudhury Rahman Mistry Desai Sharma Kaur Singh Gill Nowak Kowalska
        Wisniewski Lewandowski Zielinska Kaminski Popescu Ionescu Chen Zhang Wong Adeyemi Okafor Mensah Boateng Fernandez Rossi
        Conti Murphy Gallagher Byrne Doyle Fraser MacLeod Sinclair
        """
    );

    public static readonly Dictionary<string, string> Nicknames = new()
    {
        ["William"] = "Bill",
        ["Margaret"] = "Maggie",
        ["Robert"] = "Bob",
        ["Thomas"] = "Tom",
        ["Susan"] = "Sue",
        ["Michael"] = "Mike",
        ["Patricia"] = "Pat",
        ["Edward"] = "Ted",
        ["Stephen"] = "Steve",
        ["Andrew"] = "Andy",
        ["Deborah"] = "Debbie",
        ["Rebecca"] = "Becky",
        ["Jessica"] = "Jess",
        ["Christine"] = "Chris",
        ["Theodore"] = "Theo",
        ["Charlotte"] = "Lottie",
        ["David"] = "Dave",
    };

    public static readonly string[] Streets =
    [
        "Sandmoor Drive",
        "Otley Road",
        "Kirkstall Lane",
        "Harehills Avenue",
        "Roundhay View",
        "Station Road",
        "Church Lane",
        "Mill Street",
        "Victoria Terrace",
        "Albert Road",
        "Wharfe Crescent",
        "Park Row",
        "Cold Bath Road",
        "Valley Gardens Walk",
        "Skipton Road",
        "Knaresborough Way",
        "St George's Avenue",
        "Leadhall Grove",
        "Stray Rein",
        "Beech Grove",
        "Bishopthorpe Road",
        "Micklegate Close",
        "Fulford Chase",
        "Heworth Green",
        "Tang Hall Lane",
        "Acomb Wood Drive",
        "Hull Road",
        "Burton Stone Lane",
        "Low Moor Avenue",
        "Ash Tree Garth",
        "Meadow Croft",
        "Quarry Hill",
        "Spen Lane",
        "Cross Flatts Place",
        "Moor Grange Court",
        "Talbot Rise",
        "Green Lane",
        "Orchard Close",
        "Manor Farm Rise",
        "Chapel Fold",
        "Dale View",
        "Hawthorn Mount",
        "Cragg Bottom",
        "Weaver's Row",
        "Tannery Yard",
    ];

    /// <summary>Towns around each branch with the beginning of their postcodes.</summary>
    public static readonly Dictionary<string, (string Town, string[] Outcodes)[]> Towns = new()
    {
        ["Leeds"] =
        [
            ("Leeds", ["LS6", "LS7", "LS8", "LS11", "LS13", "LS16", "LS17"]),
            ("Pudsey", ["LS28"]),
            ("Otley", ["LS21"]),
            ("Morley", ["LS27"]),
            ("Ilkley", ["LS29"]),
            ("Wakefield", ["WF1", "WF2"]),
        ],
        ["Harrogate"] =
        [
            ("Harrogate", ["HG1", "HG2", "HG3"]),
            ("Knaresborough", ["HG5"]),
            ("Ripon", ["HG4"]),
            ("Wetherby", ["LS22"]),
            ("Skipton", ["BD23"]),
        ],
        ["York"] =
        [
            ("York", ["YO1", "YO10", "YO24", "YO26", "YO31", "YO32"]),
            ("Selby", ["YO8"]),
            ("Tadcaster", ["LS24"]),
            ("Malton", ["YO17"]),
            ("Easingwold", ["YO61"]),
        ],
    };

    public static readonly string[] FirmPlaces =
    [
        "Calder Valley",
        "Aire & Wharfe",
        "Harrogate Spring",
        "Pennine",
        "Otley",
        "Ilkley",
        "Nidderdale",
        "Ouse Bank",
        "White Rose",
        "Spen Valley",
        "Roundhay",
        "Minster",
        "Knavesmire",
        "Stray Side",
        "Wharfedale",
        "Ridings",
        "Kirkgate",
        "Fountains",
        "Briggate",
        "Derwent",
        "Swale",
        "Headrow",
        "Bootham",
        "Ainsty",
    ];

    public static readonly (string Trade, string Industry)[] FirmTrades =
    [
        ("Couriers", "Transport"),
        ("Home Care", "Health and social care"),
        ("Laundry", "Services"),
        ("Scaffolding", "Construction"),
        ("Community Transport", "Transport"),
        ("Veterinary Centre", "Health and social care"),
        ("Catering", "Hospitality"),
        ("Electrical", "Construction"),
        ("Taxis", "Transport"),
        ("Plumbing & Heating", "Construction"),
        ("Landscapes", "Agriculture"),
        ("Foods", "Food and drink"),
        ("Joinery", "Construction"),
        ("Removals", "Transport"),
        ("Security", "Services"),
        ("Driving School", "Education"),
        ("Brewery", "Food and drink"),
    ];

    public static readonly string[] FirmEndings = ["", "", "", " Ltd", " Ltd", " & Sons"];

    public static readonly (string Name, string Branch, string Role)[] Staff =
    [
        ("Jess Holroyd", "Leeds", "manager"),
        ("Tom Reddy", "Leeds", "support"),
        ("Imran Sheikh", "Leeds", "sales"),
        ("Callum Birch", "Harrogate", "manager"),
        ("Anwen Price", "York", "manager"),
        ("Dawid Ferris", "York", "support"),
    ];

    private static string[] Split(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
