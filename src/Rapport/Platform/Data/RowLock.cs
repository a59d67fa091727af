using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Rapport.Platform.Data;

/// <summary>How firmly a row is held until the running change ends; SQLite has one writer at a time and needs none of it.</summary>
public enum RowLock
{
    /// <summary>The row stays; anything but its key may change.</summary>
    KeyShare,

    /// <summary>Nobody else changes it; rows that refer to it may still be written.</summary>
    NoKeyUpdate,

    /// <summary>Nobody else changes, deletes or refers to it.</summary>
    Update,
}

public static class RowLocks
{
    extension(RowLock held)
    {
        /// <summary>What ends a statement whose rows are held, or those of one of its tables.</summary>
        public Sql Clause(string? ofAlias = null) => Sql.OnPostgresOnly(held.Text + (ofAlias is null ? "" : $" of {ofAlias}"));

        /// <summary>The same, where rows that somebody else holds are left out.</summary>
        public Sql SkippingHeld() => Sql.OnPostgresOnly($"{held.Text} skip locked");

        private string Text =>
            held switch
            {
                RowLock.KeyShare => "for key share",
                RowLock.NoKeyUpdate => "for no key update",
                _ => "for update",
            };
    }

    extension(RapportDb db)
    {
        /// <summary>The row of this ID, held.</summary>
        public IQueryable<T> Held<T>(Guid id, RowLock held)
            where T : class
        {
            if (db.Engine == Engine.Sqlite)
                return db.Set<T>().Where(row => EF.Property<Guid>(row, "Id") == id);
            var table = db.Model.FindEntityType(typeof(T))!.GetTableName();
            return db.Set<T>()
                .FromSql(
                    FormattableStringFactory.Create(
                        $"select * from {table} where organization_id = {{0}} and id = {{1}} {held.Text}",
                        db.TenantId,
                        id
                    )
                );
        }

        /// <summary>Waits until these rows are free, and holds them: in one order, so that two never wait for each other.</summary>
        public async Task Hold(string table, IReadOnlyCollection<Guid> ids, RowLock held, CancellationToken ct)
        {
            if (db.Engine == Engine.Postgres)
                await db.Rows(
                    $"""
                    select r.id from {Sql.Raw(table)} r where r.organization_id = {db.TenantId} and {Sql.In("r.id", ids)}
                    order by r.id {held.Clause()}
                    """,
                    row => row.Id(0),
                    ct
                );
        }

        public Task Hold(string table, Guid id, RowLock held, CancellationToken ct) => db.Hold(table, [id], held, ct);
    }
}
