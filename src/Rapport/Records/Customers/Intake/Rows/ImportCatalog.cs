using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Duplicates;
using Rapport.Trust.Identity;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>What the values of rows are looked up in, read once a run: branches, users, custom fields, the home country.</summary>
public sealed class ImportCatalog
{
    private readonly Dictionary<string, Guid> branches = [],
        users = [];

    private ImportCatalog() { }

    public string? HomeCountry { get; private init; }
    public required DateTimeOffset Now { get; init; }
    public required List<CustomField> CustomFields { get; init; }

    /// <summary>What counts as the same customer while this run lasts.</summary>
    public required DuplicateSettings Duplicates { get; init; }
    public Guid SystemUser { get; private set; }

    public static async Task<ImportCatalog> Load(RapportDb db, DateTimeOffset now, CancellationToken ct)
    {
        var country = (
            await db.Rows($"select country from organizations where id = {db.TenantId}", row => row.TextOrNull(0), ct)
        ).SingleOrDefault();
        var catalog = new ImportCatalog
        {
            HomeCountry = country,
            Now = now,
            CustomFields = await db.CustomFields.AsNoTracking().Where(f => f.ArchivedAt == null).OrderBy(f => f.Position).ToListAsync(ct),
            Duplicates = await DuplicateSettings.Of(db, ct),
        };
        foreach (var branch in await db.Branches.AsNoTracking().Where(b => b.ArchivedAt == null).ToListAsync(ct))
            (catalog.branches[NameFolding.Key(branch.Name)], catalog.branches[branch.Id.ToString()]) = (branch.Id, branch.Id);
        foreach (
            var user in await db
                .Users.AsNoTracking()
                .Where(u => u.Status == UserStatus.Active || u.Status == UserStatus.System)
                .ToListAsync(ct)
        )
        {
            if (user.Status == UserStatus.System)
                catalog.SystemUser = user.Id;
            else
                (catalog.users[user.Email.ToLowerInvariant()], catalog.users[user.Id.ToString()]) = (user.Id, user.Id);
        }
        return catalog;
    }

    public Guid? Branch(string text) =>
        branches.TryGetValue(text.ToLowerInvariant(), out var id) || branches.TryGetValue(NameFolding.Key(text), out id) ? id : null;

    /// <summary>An active user, by e-mail address or ID.</summary>
    public Guid? User(string text) => users.TryGetValue(text.ToLowerInvariant(), out var id) ? id : null;

    /// <summary>Whether a sample could go to a field: what a guessed mapping is checked by.</summary>
    internal bool Fits(Columns.ImportTarget target, string text) =>
        target.Field switch
        {
            Columns.ImportField.Branch => Branch(text) is not null,
            Columns.ImportField.Owner => User(text) is not null,
            Columns.ImportField.Type => ReadWords.Type(text) is not null,
            Columns.ImportField.Status => ReadWords.Standing(text) is not null,
            Columns.ImportField.Source => Words.TryParse<CustomerSource>(ReadWords.Plain(text), out _),
            Columns.ImportField.Described => target.Described!.Fits(text),
            Columns.ImportField.Country => Formats.Countries.FromText(text) is not null,
            Columns.ImportField.Email => text.Contains('@'),
            Columns.ImportField.Phone => text.Any(char.IsDigit),
            Columns.ImportField.JobTitle => !ReadWords.IsHonorific(text),
            _ => true,
        };
}
