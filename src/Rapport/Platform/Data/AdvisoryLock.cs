namespace Rapport.Platform.Data;

public static class AdvisoryLock
{
    extension(RapportDb db)
    {
        /// <summary>
        /// Lets the changes of one organization that ask for this lock run one after the other. On PostgreSQL they queue for it until the
        /// running change ends; SQLite has one writer anyway.
        /// </summary>
        public async Task Lock(string what, CancellationToken ct)
        {
            if (db.Engine == Engine.Postgres)
                await db.Execute($"select pg_advisory_xact_lock(hashtextextended({what + ":" + db.TenantId}, 0))", ct);
        }
    }
}
