using Microsoft.EntityFrameworkCore;

namespace Rapport.Platform.Data;

/// <summary>The model as SQL: where a migration begins, and what a migrated database is compared with.</summary>
public static class ModelScript
{
    public static string Of(Database database)
    {
        var tenant = new Tenant();
        var options = new DbContextOptionsBuilder<RapportDb>();
        PlatformModule.Configure(options, database, tenant);
        using var db = new RapportDb(options.Options, database, tenant);
        return db.Database.GenerateCreateScript();
    }
}
