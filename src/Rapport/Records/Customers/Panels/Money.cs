namespace Rapport.Records.Customers.Panels;

public sealed record Money(decimal Amount, string Currency);
