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

        /// <summary>The same for what must not wait for it.</summary>
        public async Task<bool> TryLock(string what, CancellationToken ct)
        {
            if (db.Engine == Engine.Sqlite)
                return true;
            var key = what + ":" + db.TenantId;
            return (await db.Rows($"select pg_try_advisory_xact_lock(hashtextextended({key}, 0))", row => row.Truth(0), ct))[0];
        }

        /// <summary>The same for many numbers at once, in one order, so that two that share several never wait for each other.</summary>
        public Statement[] LocksOf(IEnumerable<long> numbers)
        {
            var tenant = BitConverter.ToInt64(db.TenantId.ToByteArray(), sizeof(long));
            var keys = numbers.Select(number => number ^ tenant).Distinct().Order().ToArray();
            return db.Engine == Engine.Sqlite || keys.Length == 0
                ? []
                : [new Statement($"select pg_advisory_xact_lock(k) from unnest({keys}) k", _ => { })];
        }

        /// <summary>Lets the changes of the whole installation run one after the other.</summary>
        public async Task LockInstallation(long what, CancellationToken ct)
        {
            if (db.Engine == Engine.Sqlite)
                return;
            await db.Execute($"set local lock_timeout = '1min'", ct);
            await db.Execute($"select pg_advisory_xact_lock({what})", ct);
        }
    }
}
