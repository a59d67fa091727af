namespace Rapport.Records.Facts;

/// <summary>How the account of a file that was taken in is read: kind of file, its title, and the rows that the account comes to.</summary>
public sealed record LoadAccount(string Kind, string Title, Func<string, IEnumerable<(string What, string Count, string Meaning)>> Rows);
