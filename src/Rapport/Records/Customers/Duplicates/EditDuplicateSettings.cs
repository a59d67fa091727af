using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>Sets what counts as a duplicate worth a look, and who must agree to merging many.</summary>
public sealed class EditDuplicateSettings(RapportDb db, Changes changes, Access access, TimeProvider clock)
{
    public sealed record Request(
        double? ReviewAbove = null,
        bool? ApproveMassMerges = null,
        IReadOnlyList<LinkageFieldName>? IgnoredFields = null
    );

    public sealed record View(double ReviewAbove, bool ApproveMassMerges, IReadOnlyList<LinkageFieldName> IgnoredFields);

    public async Task<View> Look(CancellationToken ct)
    {
        access.Require(Permission.MergeCustomers);
        return Of(await DuplicateSettings.Of(db, ct));
    }

    public async Task<View> Run(Request request, CancellationToken ct)
    {
        access.Require(Permission.ManageSettings);
        if (request.ReviewAbove is < DuplicateSettings.Least or > DuplicateSettings.Most)
            throw new Invalid("review_above", $"It must lie between {DuplicateSettings.Least} and {DuplicateSettings.Most}.");
        await using var change = await changes.Begin(ct);
        await db.Lock("duplicate settings", ct);
        var settings = await db.Set<DuplicateSettings>().SingleOrDefaultAsync(ct);
        if (settings is null)
            db.Add(settings = new DuplicateSettings());
        settings.ReviewAbove = request.ReviewAbove ?? settings.ReviewAbove;
        settings.ApproveMassMerges = request.ApproveMassMerges ?? settings.ApproveMassMerges;
        if (request.IgnoredFields is { } ignored)
            settings.IgnoredFields = DuplicateSettings.Words(ignored);
        settings.UpdatedAt = clock.Now();
        changes.Raise(
            new DuplicateSettingsChanged(
                db.TenantId,
                settings.ReviewAbove,
                settings.ApproveMassMerges,
                [.. settings.Ignored.Select(Words.Of)]
            )
        );
        await change.Save(ct);
        return Of(settings);
    }

    private static View Of(DuplicateSettings settings) => new(settings.ReviewAbove, settings.ApproveMassMerges, settings.Ignored);
}
