using Rapport.Records.Customers;

namespace Rapport.Records.Samples;

/// <summary>
/// One customer of the sample garage before it becomes rows: plain values that a twin with a slip of the pen can be copied from.
/// </summary>
internal sealed record SamplePerson
{
    public required CustomerType Type { get; init; }
    public required string First { get; init; }
    public required string Last { get; init; }
    public required string Branch { get; init; }
    public required DateTimeOffset Since { get; init; }
    public string? FullName { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public DateOnly? BirthDate { get; init; }
    public CustomerStatus Status { get; init; } = CustomerStatus.Active;
    public CustomerSource Source { get; init; } = CustomerSource.Sales;
    public string? Street { get; init; }
    public string Town { get; init; } = "";
    public string Postcode { get; init; } = "";
    public string? Industry { get; init; }
    public string? Plate { get; init; }
    public DateOnly? MotDue { get; init; }
    public string? ServicePlan { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<(string First, string Last, ContactRole Role, string Title, string Phone)> Contacts { get; init; } = [];

    public string Name => FullName ?? $"{First} {Last}";
}
