using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Rapport.Platform.Data;

/// <summary>The model as SQL: where a migration begins, and what a migrated database is compared with.</summary>
public static class ModelScript
{
    public static string Of(Database database)
    {
        var tenant = new Tenant();
        var options = new DbContextOptionsBuilder<RapportDb>();
        PlatformModule.Configure(options, database);
        using var db = new RapportDb(options.Options, database, tenant);
        var script = db.Database.GenerateCreateScript();
        if (database.Engine == Engine.Postgres) return script;
        // EF has no word for such tables.
        return db.GetService<IDesignTimeModel>().Model.GetEntityTypes().Where(t => t.FindAnnotation(TenantModel.OwnIndex) is not null)
            .Aggregate(script, (text, type) => Regex.Replace(text, $"""(CREATE TABLE "{type.GetTableName()}" \(.*?\n\));""", "$1 WITHOUT ROWID;", RegexOptions.Singleline));
    }
}
