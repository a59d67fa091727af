using Rapport.Records.Billing;
using Rapport.Records.Facts;
using Rapport.Records.Loyalty;
using Rapport.Records.Sales;
using Rapport.Records.Service;

namespace Rapport.Records.Samples;

/// <summary>The cars of one customer and their visits to the workshop, with what was billed, paid and earned for them.</summary>
internal sealed class SampleVisits(SampleDriver driver, Random random, DateTimeOffset now)
{
    private const string Currency = "GBP";

    private static readonly (string Make, string Model, string Fuel)[] Cars =
    [
        ("Volkswagen", "Golf 1.5 TSI", "petrol"),
        ("Ford", "Fiesta 1.0", "petrol"),
        ("Vauxhall", "Corsa", "petrol"),
        ("Nissan", "Qashqai", "diesel"),
        ("Toyota", "Yaris Hybrid", "hybrid"),
        ("Hyundai", "Kona Electric", "electric"),
        ("BMW", "320d", "diesel"),
        ("Kia", "Sportage", "petrol"),
        ("Mini", "Cooper", "petrol"),
        ("Skoda", "Octavia", "diesel"),
    ];

    private static readonly (string Make, string Model, string Fuel)[] Vans =
    [
        ("Ford", "Transit Custom", "diesel"),
        ("Vauxhall", "Vivaro", "diesel"),
        ("Mercedes-Benz", "Sprinter", "diesel"),
        ("Citroën", "Berlingo", "electric"),
    ];

    private static readonly (string Sku, string What, VisitLineKind Kind, decimal Price)[] Work =
    [
        ("SRV-FULL", "Full service", VisitLineKind.Labour, 189m),
        ("MOT", "MOT", VisitLineKind.Fee, 54.85m),
        ("BRK-F", "Front brake discs and pads", VisitLineKind.Part, 246.4m),
        ("BRK-R", "Rear brake pads", VisitLineKind.Part, 118m),
        ("TYR-2", "Two tyres", VisitLineKind.Part, 178m),
        ("ALIGN", "Wheel alignment", VisitLineKind.Labour, 65m),
        ("BAT", "Battery", VisitLineKind.Part, 129m),
        ("AC", "Air conditioning service", VisitLineKind.Labour, 79m),
        ("CLU", "Clutch kit", VisitLineKind.Part, 642m),
        ("WIP", "Wiper blades", VisitLineKind.Part, 28m),
    ];

    private static readonly string[] Technicians = ["D. Ferris", "A. Lowe", "S. Kaur", "P. Nowak", "J. Ogden"];

    public List<ServiceVisit> Done { get; } = [];
    public List<Vehicle> Vehicles { get; } = [];

    public static IEnumerable<(Fact, string?)> Products() =>
        Work.Select(w =>
                (
                    (Fact)
                        new Product
                        {
                            ExternalId = w.Sku,
                            Sku = w.Sku,
                            Name = w.What,
                            Category = w.Kind == VisitLineKind.Part ? "Parts" : "Work",
                            PriceMinor = (long)(w.Price * 100),
                            Currency = Currency,
                            Fits = w.Kind == VisitLineKind.Part ? SampleParts.FitsOf(w.Sku) : [],
                        },
                    (string?)null
                )
            )
            .Concat(SampleParts.Products(Currency));

    public IEnumerable<(Fact, string?)> Facts()
    {
        var facts = new List<Fact>();
        var count =
            driver.IsFirm ? 3 + random.Next(4)
            : random.Next(6) == 0 ? 2
            : 1;
        for (var i = 0; i < count; i++)
            AddVehicle(facts, i);
        if (random.Next(2) == 0)
            facts.Add(
                new PaymentMethod
                {
                    ExternalId = $"{driver.Number}-PM",
                    Method = PaymentMethodType.Card,
                    Brand = random.Next(3) == 0 ? "Mastercard" : "Visa",
                    Last4 = $"{random.Next(10_000):0000}",
                    Expiry = $"{now.Year + 1 + random.Next(3)}-{1 + random.Next(12):00}",
                    IsDefault = true,
                }
            );
        return facts.Select(f => (f, (string?)driver.Number));
    }

    private void AddVehicle(List<Fact> facts, int index)
    {
        var (make, model, fuel) = driver.IsFirm ? Vans[random.Next(Vans.Length)] : Cars[random.Next(Cars.Length)];
        var (mileage, yearly) = (45_000 + random.Next(60_000), 4_000 + random.Next(3_000));
        var years = Math.Clamp((now - driver.Since).TotalDays / 365, 0.2, 6);
        var last = now.AddDays(-random.Next(14, 420));
        var vehicle = new Vehicle
        {
            ExternalId = $"{driver.Number}-V{index + 1}",
            Plate = index == 0 && driver.Plate is not null ? driver.Plate : Plate(),
            Make = make,
            Model = model,
            Fuel = fuel,
            Year = now.Year - 1 - random.Next(9),
            Mileage = mileage,
            NextServiceAt = DateOnly.FromDateTime(last.AddDays(365).UtcDateTime),
            InspectionDueAt = DateOnly.FromDateTime(last.AddDays(350 + random.Next(20)).UtcDateTime),
            NextServiceMileage = mileage + 10_000,
        };
        Vehicles.Add(vehicle);
        facts.Add(vehicle);
        for (
            var (visit, n) = (last, 0);
            n < 1 + (int)years && visit > driver.Since.AddDays(-30);
            visit = visit.AddDays(-random.Next(170, 400)), n++
        )
            AddVisit(facts, vehicle, visit, mileage - (int)((last - visit).TotalDays / 365 * yearly), n);
        if (vehicle.InspectionDueAt < DateOnly.FromDateTime(now.AddDays(40).UtcDateTime) && random.Next(2) == 0)
            facts.Add(
                new Appointment
                {
                    ExternalId = $"{vehicle.ExternalId}-A",
                    Vehicle = vehicle.ExternalId,
                    StartsAt = Hour(now.AddDays(2 + random.Next(20)), 9 + random.Next(6)),
                    Reason = "Service and MOT",
                    Status = AppointmentStatus.Confirmed,
                    Branch = driver.Branch,
                }
            );
    }

    private void AddVisit(List<Fact> facts, Vehicle vehicle, DateTimeOffset day, int mileage, int number)
    {
        var opened = Hour(day, 8 + random.Next(3));
        var lines = Work.OrderBy(_ => random.Next())
            .Take(1 + random.Next(3))
            .Select(
                (w, i) =>
                    new VisitLine
                    {
                        Position = i,
                        Description = w.What,
                        Kind = w.Kind,
                        Quantity = 1,
                        UnitPrice = w.Price,
                        PartNumber = w.Kind == VisitLineKind.Part ? w.Sku : null,
                        WarrantyUntil = w.Kind == VisitLineKind.Part ? DateOnly.FromDateTime(opened.AddYears(2).UtcDateTime) : null,
                    }
            )
            .ToList();
        if (random.Next(4) == 0)
            lines.Add(
                new VisitLine
                {
                    Position = lines.Count,
                    Description = "Rear pads at 4 mm",
                    Kind = VisitLineKind.Part,
                    Quantity = 1,
                    UnitPrice = 118,
                    Declined = true,
                }
            );
        var total = (long)(lines.Where(l => !l.Declined).Sum(l => l.UnitPrice) * 100);
        var visit = new ServiceVisit
        {
            ExternalId = $"{vehicle.ExternalId}-S{number + 1}",
            Number = $"JC{1_000_000 + Math.Abs(HashCode(vehicle.ExternalId) % 140_000) * 64 + number}",
            Vehicle = vehicle.ExternalId,
            Status = VisitStatus.Completed,
            OpenedAt = opened,
            CompletedAt = opened.AddHours(6),
            Mileage = mileage,
            Technician = Technicians[random.Next(Technicians.Length)],
            Summary = SampleParts.Summary(lines),
            Lines = lines,
            TotalMinor = total,
            Currency = Currency,
            NextDueAt = DateOnly.FromDateTime(day.AddDays(365).UtcDateTime),
            Branch = driver.Branch,
        };
        Done.Add(visit);
        facts.Add(visit);
        Bill(facts, visit, opened.AddHours(6.2));
    }

    private void Bill(List<Fact> facts, ServiceVisit visit, DateTimeOffset at)
    {
        var isOpen = driver.IsFirm && (now - at).TotalDays < 40 && random.Next(2) == 0;
        var invoice = new Invoice
        {
            ExternalId = $"{visit.ExternalId}-I",
            Number = $"INV-{visit.Number![2..]}",
            IssuedAt = at,
            DueAt = DateOnly.FromDateTime(at.AddDays(driver.IsFirm ? 30 : 0).UtcDateTime),
            Currency = Currency,
            TotalMinor = visit.TotalMinor,
            Status = isOpen
                ? (now - at).TotalDays > 30
                    ? InvoiceStatus.Overdue
                    : InvoiceStatus.Open
                : InvoiceStatus.Paid,
        };
        facts.Add(invoice);
        if (isOpen)
            return;
        if (random.Next(40) == 0)
            facts.Add(
                new Payment
                {
                    ExternalId = $"{invoice.ExternalId}-F",
                    AmountMinor = invoice.TotalMinor,
                    Currency = Currency,
                    PaidAt = at.AddMinutes(1),
                    Status = PaymentStatus.Failed,
                    Method = "card",
                    Invoice = invoice.ExternalId,
                }
            );
        var refunded = random.Next(50) == 0;
        facts.Add(
            new Payment
            {
                ExternalId = $"{invoice.ExternalId}-P",
                AmountMinor = invoice.TotalMinor,
                Currency = Currency,
                PaidAt = at.AddMinutes(4),
                Status = refunded ? PaymentStatus.PartiallyRefunded : PaymentStatus.Succeeded,
                Method = "card",
                Invoice = invoice.ExternalId,
                RefundedAmountMinor = refunded ? 2_000 : null,
            }
        );
        if (!driver.IsFirm)
            facts.Add(
                new LoyaltyTransaction
                {
                    ExternalId = $"{invoice.ExternalId}-L",
                    Points = (int)(invoice.TotalMinor / 100),
                    Reason = LoyaltyReason.Earn,
                    OccurredAt = at.AddMinutes(5),
                    ExpiresAt = at.AddYears(2),
                    Reference = invoice.Number,
                }
            );
    }

    private string Plate()
    {
        const string Letters = "ABCDEFGHJKLMNOPRSTUVWXYZ";
        char Letter() => Letters[random.Next(Letters.Length)];
        return $"Y{Letter()}{random.Next(14, 26):00} {Letter()}{Letter()}{Letter()}";
    }

    internal static DateTimeOffset Hour(DateTimeOffset day, int hour) =>
        new(day.Year, day.Month, day.Day, hour, day.Minute / 5 * 5, 0, TimeSpan.Zero);

    /// <summary>The same in every process, unlike the framework's own.</summary>
    private static int HashCode(string text) => text.Aggregate(17, (hash, sign) => unchecked(hash * 31 + sign));
}
