using Rapport.Client;

var journey = await Journey.SignIn(new Uri(Setting("RAPPORT_ADDRESS")), Setting("RAPPORT_EMAIL"), Setting("RAPPORT_PASSWORD"));
await journey.Run();
Console.WriteLine("The journey is done.");

static string Setting(string name) =>
    Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is missing.");
