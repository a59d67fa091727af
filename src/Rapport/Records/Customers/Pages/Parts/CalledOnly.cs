using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Pages.Parts;

/// <summary>The only customer of a name: what a picker falls back on where no script ran.</summary>
internal static class CalledOnly
{
    public static async Task<Guid> Find(RapportDb db, string name, string field, CancellationToken ct)
    {
        var key = NameFolding.Key(name, Customer.MaxName);
        var called = await db
            .Customers.Where(c => c.NameKey == key && c.ArchivedAt == null && c.MergedIntoId == null)
            .Select(c => c.Id)
            .Take(2)
            .ToListAsync(ct);
        return called switch
        {
            [var only] => only,
            [] => throw new Invalid(field, "Nobody is called that. Choose from the list."),
            _ => throw new Invalid(field, "More than one customer is called that. Choose from the list."),
        };
    }
}
