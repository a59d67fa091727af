using Rapport.Platform.Data;
using Rapport.Platform.Jobs;

namespace Rapport;

/// <summary>Everything the clock starts, with its hour (UTC).</summary>
public static class Schedule
{
    public static IEnumerable<ScheduledTask> All() =>
        [
            new(
                "forget_stored_answers",
                "0 17 * * * ?",
                (database, now, ct) => Delete(database, $"delete from stored_answers where created_at < {now.AddHours(-24)}", ct)
            ),
            new(
                "forget_files_of_no_import",
                "0 10 4 * * ?",
                (database, now, ct) =>
                    Delete(
                        database,
                        $"""
                        delete from stored_pieces where created_at < {now.AddDays(-2)} and name like 'imports/%' and not exists (
                          select 1 from imports i where i.organization_id = stored_pieces.organization_id
                            and i.file_path = stored_pieces.name)
                        """,
                        ct
                    )
            ),
            new(
                "forget_sign_in_failures",
                "0 27 * * * ?",
                (database, now, ct) => Delete(database, $"delete from sign_in_failures where until < {now}", ct)
            ),
            new(
                "forget_sessions",
                "0 20 3 * * ?",
                (database, now, ct) =>
                    Delete(
                        database,
                        $"""
                        delete from sessions where expires_at < {now.AddDays(-30)}
                          and (refresh_expires_at is null or refresh_expires_at < {now.AddDays(-30)})
                        """,
                        ct
                    )
            ),
            new(
                "forget_waiting_facts",
                "0 50 3 * * ?",
                (database, now, ct) => Delete(database, $"delete from waiting_facts where received_at < {now.AddDays(-30)}", ct)
            ),
            new(
                "forget_finished_jobs",
                "0 40 3 * * ?",
                (database, now, ct) =>
                    Delete(database, $"delete from jobs where state = {JobState.Done} and run_at < {now.AddDays(-7)}", ct)
            ),
        ];

    private static Task Delete(Database database, Sql sql, CancellationToken ct) =>
        database.Write(connection => connection.Execute(sql, ct), ct);
}
