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
        var types = db.GetService<IDesignTimeModel>().Model.GetEntityTypes().ToList();
        // EF has no word for references that are not checked, nor for tables that are their own index.
        var script = types
            .SelectMany(t => t.GetForeignKeys())
            .Where(f => f.FindAnnotation(TenantModel.Unchecked) is not null)
            .Aggregate(
                db.Database.GenerateCreateScript(),
                (text, key) =>
                    Regex.Replace(
                        text,
                        $"""
                        ,\s*CONSTRAINT "?{key.GetConstraintName()}"? FOREIGN KEY \([^)]*\) REFERENCES [^(]*\([^)]*\)
                        """.Trim(),
                        ""
                    )
            );
        if (database.Engine == Engine.Postgres)
            return script;
        return types
            .Where(t => t.FindAnnotation(TenantModel.OwnIndex) is not null)
            .Aggregate(
                script,
                (text, type) =>
                    Regex.Replace(
                        text,
                        $"""(CREATE TABLE "{type.GetTableName()}" \(.*?\n\));""",
                        "$1 WITHOUT ROWID;",
                        RegexOptions.Singleline
                    )
            );
    }
}
